package dev.ragflow.migrator.demo;

import dev.ragflow.migrator.database.DatabaseType;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.testing.ReleaseSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Inserts rows of one table in batches. The four time columns that every table has, and the columns that may not be NULL
 * and are not named, are filled by themselves.
 */
final class TableWriter implements AutoCloseable {

    private static final int BATCH = 1000;
    private static final int TIME_COLUMNS = 4;

    private final PreparedStatement insert;
    private final int named;
    private final List<Object> defaults;
    private long rows;

    TableWriter(Connection connection, DatabaseType type, ReleaseSchema schema, String table, String... columns)
            throws SQLException {
        List<String> all = new ArrayList<>(List.of(columns));
        all.addAll(List.of("create_time", "update_time", "create_date", "update_date"));
        defaults = new ArrayList<>();
        for (ReleaseSchema.Column column : schema.table(table).columns()) {
            if (!all.contains(column.name())
                    && (!column.nullable() || column.name().equals("status"))) {
                all.add(column.name());
                defaults.add(defaultOf(column));
            }
        }
        named = columns.length;
        Dialect dialect = type == DatabaseType.POSTGRES ? Dialect.POSTGRES : Dialect.MYSQL;
        insert = connection.prepareStatement("INSERT INTO " + dialect.quoted(table)
                + all.stream().map(dialect::quoted).collect(Collectors.joining(", ", " (", ")"))
                + all.stream().map(column -> "?").collect(Collectors.joining(", ", " VALUES (", ")")));
    }

    private static Object defaultOf(ReleaseSchema.Column column) {
        return switch (column.type()) {
            case "int", "bigint" -> 0;
            case "float" -> 0.2;
            case "boolean" -> false;
            default -> column.name().equals("status") ? "1" : "";
        };
    }

    /** Adds a row that was written at {@code created} and not changed since; values in the order of the named columns. */
    void add(Instant created, @Nullable Object... values) throws SQLException {
        if (values.length != named) {
            throw new IllegalArgumentException(values.length + " values for " + named + " columns");
        }
        for (int i = 0; i < named; i++) {
            insert.setObject(i + 1, values[i]);
        }
        LocalDateTime date = LocalDateTime.ofInstant(created, ZoneOffset.UTC).withNano(0);
        insert.setLong(named + 1, created.toEpochMilli());
        insert.setLong(named + 2, created.toEpochMilli());
        insert.setObject(named + 3, date);
        insert.setObject(named + 4, date);
        for (int i = 0; i < defaults.size(); i++) {
            insert.setObject(named + TIME_COLUMNS + i + 1, defaults.get(i));
        }
        insert.addBatch();
        if (++rows % BATCH == 0) {
            flush();
        }
    }

    /** Rows added so far. */
    long rows() {
        return rows;
    }

    private void flush() throws SQLException {
        insert.executeBatch();
        insert.getConnection().commit();
    }

    @Override
    public void close() throws SQLException {
        flush();
        insert.close();
    }
}
