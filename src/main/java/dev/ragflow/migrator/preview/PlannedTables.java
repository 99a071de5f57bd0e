package dev.ragflow.migrator.preview;

import dev.ragflow.migrator.model.tables.DryRunTables;
import dev.ragflow.migrator.schema.SchemaRehearsal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Shows the data stages the tables that the schema changes before them would leave. */
record PlannedTables(SchemaRehearsal schema) implements DryRunTables {

    @Override
    public Optional<Map<String, Column>> table(String name) {
        return schema.columns(name).map(shapes -> {
            Map<String, Column> columns = new LinkedHashMap<>();
            shapes.forEach((column, shape) -> columns.put(
                    column.toLowerCase(Locale.ROOT),
                    shape.map(found -> new Column(
                                    found.type(),
                                    found.length(),
                                    found.collation().isEmpty() ? null : found.collation(),
                                    false))
                            .orElseGet(() -> new Column("", 0, null, true))));
            return columns;
        });
    }

    @Override
    public void copy(String from, String to) {
        schema.copy(from, to, "model_type");
    }

    @Override
    public void rename(String from, String to) {
        schema.rename(from, to);
    }

    @Override
    public void drop(String table) {
        schema.drop(table);
    }

    @Override
    public void statement(String table, String sql) {
        // a table that is not there need not be dropped
        if (!sql.startsWith("DROP TABLE IF EXISTS")
                || schema.stored().table(table).isPresent()) {
            schema.list(table, sql.strip(), "by the program for its own work");
        }
    }
}
