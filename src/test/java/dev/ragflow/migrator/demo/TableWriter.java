package dev.ragflow.migrator.demo;

import dev.ragflow.migrator.database.DatabaseType;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.testing.ReleaseSchema;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of one table. The four time columns that every table has, and the columns that may not be NULL and are not
 * named, are filled by themselves.
 */
final class TableWriter {

    private static final int BATCH_LENGTH = 1 << 20;
    private static final int SORTED_LENGTH = 1 << 22;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final BulkLoad load;
    private final String table;
    private final String quoted;
    private final String columns;
    private final int named;
    private final String defaults;
    private final StringBuilder batch = new StringBuilder();
    private @Nullable SortedRows sorted;
    private boolean large;
    private long rows;

    TableWriter(BulkLoad load, String table, String... columns) {
        this.load = load;
        Dialect dialect = load.server().type() == DatabaseType.POSTGRES ? Dialect.POSTGRES : Dialect.MYSQL;
        List<String> all = new ArrayList<>(List.of(columns));
        all.addAll(List.of("create_time", "update_time", "create_date", "update_date"));
        StringBuilder rest = new StringBuilder();
        for (ReleaseSchema.Column column : load.schema().table(table).columns()) {
            if (!all.contains(column.name())
                    && (!column.nullable() || column.name().equals("status"))) {
                all.add(column.name());
                rest.append('\t').append(defaultOf(column));
            }
        }
        this.table = table;
        quoted = dialect.quoted(table);
        this.columns = all.stream().map(dialect::quoted).collect(Collectors.joining(", "));
        named = columns.length;
        defaults = rest.append('\n').toString();
    }

    private static String defaultOf(ReleaseSchema.Column column) {
        return switch (column.type()) {
            case "int", "bigint", "boolean" -> "0";
            case "float" -> "0.2";
            default -> column.name().equals("status") ? "1" : "";
        };
    }

    /** Adds a row that was written at {@code created} and not changed since; values in the order of the named columns. */
    void add(Instant created, @Nullable Object... values) throws SQLException {
        if (values.length != named) {
            throw new IllegalArgumentException(values.length + " values for " + named + " columns");
        }
        for (Object value : values) {
            append(value);
            batch.append('\t');
        }
        long millis = created.toEpochMilli();
        String date = DATE.format(created);
        batch.append(millis).append('\t').append(millis).append('\t');
        batch.append(date).append('\t').append(date).append(defaults);
        rows++;
        if (batch.length() > (sorted == null ? BATCH_LENGTH : SORTED_LENGTH)) {
            if (!large) {
                large = true;
                load.withoutIndexes(table);
                sorted = load.sorted(table);
            }
            send();
        }
    }

    private void append(@Nullable Object value) {
        if (value == null) {
            batch.append("\\N");
        } else if (value instanceof Boolean yes) {
            batch.append(yes ? '1' : '0');
        } else if (value instanceof String text) {
            batch.append(text.indexOf('\\') < 0 ? text : text.replace("\\", "\\\\"));
        } else {
            batch.append(value);
        }
    }

    /** Rows added so far. */
    long rows() {
        return rows;
    }

    private void send() throws SQLException {
        String text = batch.toString();
        batch.setLength(0);
        if (sorted != null) {
            sorted.add(text);
        } else if (!text.isEmpty()) {
            load.load(quoted, columns, text);
        }
    }

    /** Hands over what is left. */
    void flush() throws SQLException {
        send();
        if (sorted != null) {
            for (String beginning : sorted.beginnings()) {
                load.load(quoted, columns, sorted.take(beginning));
            }
        }
    }
}
