package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.schema.Ddl;
import dev.ragflow.migrator.schema.DdlRules;
import dev.ragflow.migrator.schema.LiveSchema;
import dev.ragflow.migrator.schema.PlannedStatement;
import dev.ragflow.migrator.schema.SchemaChange;
import dev.ragflow.migrator.schema.SchemaChangeResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** A step that changes the shape of the database. */
final class SchemaStep implements Step {

    private final Database database;
    private final DdlRules rules;
    private final SchemaSnapshot snapshot;
    private final List<? extends SchemaChange> changes;

    SchemaStep(Database database, DdlRules rules, SchemaSnapshot snapshot, List<? extends SchemaChange> changes) {
        this.database = database;
        this.rules = rules;
        this.snapshot = snapshot;
        this.changes = List.copyOf(changes);
    }

    @Override
    public boolean hasWork() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return changes.stream().anyMatch(change -> change.hasWork(connection, schemaFor(change, connection)));
        }
    }

    private LiveSchema schemaFor(SchemaChange change, Connection connection) {
        return change.onlyTable()
                .map(table -> snapshot.read(connection, table))
                .orElseGet(() -> snapshot.read(connection));
    }

    @Override
    public List<String> obstacles() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            LiveSchema live = snapshot.read(connection);
            return changes.stream()
                    .flatMap(change -> change.obstacles(connection, live).stream())
                    .toList();
        }
    }

    @Override
    public List<PlannedStatement> rebuilds(Set<String> tables) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            LiveSchema live = snapshot.read(connection);
            return changes.stream()
                    .flatMap(change -> change.rebuilds(connection, live, tables).stream())
                    .toList();
        }
    }

    @Override
    public StepOutcome run() throws SQLException {
        return each(SchemaChange::apply);
    }

    @Override
    public StepOutcome rollBack() throws SQLException {
        return each(SchemaChange::rollBack);
    }

    private StepOutcome each(BiFunction<SchemaChange, Ddl, SchemaChangeResult> action) throws SQLException {
        List<String> done = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        long rows = 0;
        boolean complete = false;
        try (Connection connection = database.dataSource().getConnection();
                Ddl ddl = Ddl.open(connection, database.dialect(), rules)) {
            for (SchemaChange change : changes) {
                SchemaChangeResult result = action.apply(change, ddl);
                done.addAll(result.done());
                notes.addAll(result.notes());
                rows += result.rowsChanged();
            }
            snapshot.outdated(ddl.changed());
            complete = true;
        } finally {
            if (!complete) {
                snapshot.outdated();
            }
        }
        return new StepOutcome(done.isEmpty() ? StepOutcome.NOTHING.text() : joined(done), List.of(), rows, notes);
    }

    /** {@code Table a: x; y; Table b: z}: a table is named once for all that is done to it in a row. */
    private static String joined(List<String> done) {
        StringBuilder text = new StringBuilder();
        String table = "";
        for (String step : done) {
            int colon = step.indexOf(": ");
            String prefix = colon < 0 ? "" : step.substring(0, colon + 2);
            text.append(text.isEmpty() ? "" : "; ");
            text.append(!prefix.isEmpty() && prefix.equals(table) ? step.substring(colon + 2) : step);
            table = prefix;
        }
        return text.toString();
    }
}
