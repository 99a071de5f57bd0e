package dev.ragflow.migrator.model;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one table that may name models, in the order of the primary key. */
final class ReferenceReader {

    /** How many rows are read at once outside of a pass. */
    static final int CHUNK_ROWS = 1_000;

    private static final long CHUNK_BYTES = 4L << 20;

    private final Dialect dialect;
    private final ReferenceTable table;
    private final LiveTable live;

    ReferenceReader(Dialect dialect, ReferenceTable table, LiveTable live) {
        this.dialect = dialect;
        this.table = table;
        this.live = live;
    }

    /**
     * The ids of the next chunk; its texts are about as large as fits into memory, or it is a single row.
     *
     * @param rows how many rows it may have
     */
    List<String> idsAfter(Connection connection, @Nullable String after, @Nullable Long since, int rows)
            throws SQLException {
        String json = table.json();
        String size = json == null ? "0" : "COALESCE(OCTET_LENGTH(" + dialect.quoted(json) + "), 0)";
        String sql = "SELECT id, " + size + " FROM " + dialect.quoted(table.name()) + " WHERE (" + filter() + ")"
                + (after == null ? "" : " AND id > ?") + (since == null ? "" : " AND " + changedSince())
                + " ORDER BY id LIMIT " + rows;
        List<String> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            List<String> patterns = patterns();
            InList.bind(statement, 1, patterns);
            int parameter = patterns.size();
            if (after != null) {
                statement.setString(++parameter, after);
            }
            bindSince(statement, parameter, since);
            long bytes = 0;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    bytes += row.getLong(2);
                    if (!ids.isEmpty() && bytes > CHUNK_BYTES) {
                        break;
                    }
                    ids.add(row.getString(1));
                }
            }
        }
        return ids;
    }

    /** Some rows as they are now. */
    List<ReferenceRow> rows(Connection connection, Collection<String> ids) throws SQLException {
        List<String> texts = texts();
        List<String> hints = hints();
        boolean shares = live.has("permission") && table.name().equals("user_canvas");
        String columns = Stream.of(Stream.of("id", table.owner()), texts.stream(), hints.stream())
                .flatMap(part -> part)
                .map(dialect::quoted)
                .collect(Collectors.joining(", "));
        String sql = "SELECT " + columns + ", COALESCE(update_time, create_time, 0)" + (shares ? ", permission" : "")
                + " FROM " + dialect.quoted(table.name())
                + " WHERE id IN " + InList.of(ids.size()) + " ORDER BY id";
        List<ReferenceRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            InList.bind(statement, 1, ids);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(row(row, texts, hints, shares));
                }
            }
        }
        return rows;
    }

    private static ReferenceRow row(ResultSet row, List<String> texts, List<String> hints, boolean shares)
            throws SQLException {
        int column = 2;
        Map<String, String> values = new HashMap<>();
        for (String name : texts) {
            String value = row.getString(++column);
            if (value != null && !value.isEmpty()) {
                values.put(name, value);
            }
        }
        Map<String, Long> numbers = new HashMap<>();
        for (String name : hints) {
            long number = row.getLong(++column);
            if (!row.wasNull()) {
                numbers.put(name.substring("tenant_".length()), number);
            }
        }
        String owner = row.getString(2);
        return new ReferenceRow(
                row.getString(1),
                owner == null ? "" : owner,
                values,
                numbers,
                shares && "team".equals(row.getString(column + 2)),
                row.getLong(column + 1));
    }

    long count(Connection connection, @Nullable Long since) throws SQLException {
        return number(connection, "SELECT COUNT(*) FROM " + name() + where(since), since);
    }

    /** Whether there are rows at all, or rows that were written since. */
    boolean hasRows(Connection connection, @Nullable Long since) throws SQLException {
        String sql = "SELECT COUNT(*) FROM (SELECT 1 FROM " + name() + where(since) + " LIMIT 1) some_row";
        return number(connection, sql, since) > 0;
    }

    /** When a row was last written, epoch milliseconds; 0 for an empty table. */
    long highWater(Connection connection) throws SQLException {
        return Math.max(
                number(connection, "SELECT MAX(update_time) FROM " + name(), null),
                number(connection, "SELECT MAX(create_time) FROM " + name(), null));
    }

    private static long number(Connection connection, String sql, @Nullable Long since) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bindSince(statement, 0, since);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void bindSince(PreparedStatement statement, int parameter, @Nullable Long since)
            throws SQLException {
        if (since != null) {
            statement.setLong(parameter + 1, since);
            statement.setLong(parameter + 2, since);
        }
    }

    private static String where(@Nullable Long since) {
        return since == null ? "" : " WHERE " + changedSince();
    }

    private static String changedSince() {
        return "(update_time > ? OR create_time > ?)";
    }

    /** Leaves out rows that cannot name a model, so that their texts need not be sent. Takes {@link #patterns}. */
    String filter() {
        Stream<String> names = table.names().stream().map(column -> dialect.quoted(column) + " <> ''");
        String json = table.json();
        Stream<String> keys = json == null
                ? Stream.of()
                : patterns().stream().map(pattern -> dialect.quoted(json) + " LIKE ? ESCAPE '|'");
        return Stream.concat(names, keys).collect(Collectors.joining(" OR "));
    }

    /** The JSON keys that name models; a text with escapes may spell them otherwise. */
    List<String> patterns() {
        if (table.json() == null) {
            return List.of();
        }
        Stream<String> keys = Slot.keys(table.isSearch()).stream().map(key -> "%\"" + key.replace("_", "|_") + "\"%");
        return Stream.concat(keys, Stream.of("%\\u00%")).toList();
    }

    private List<String> texts() {
        String json = table.json();
        return Stream.concat(table.names().stream(), Stream.ofNullable(json)).toList();
    }

    private List<String> hints() {
        return table.mayHint()
                ? table.names().stream()
                        .map(column -> "tenant_" + column)
                        .filter(column -> live.column(column)
                                .map(LiveTable.Column::isInteger)
                                .orElse(false))
                        .toList()
                : List.of();
    }

    private String name() {
        return dialect.quoted(table.name());
    }
}
