package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.model.domain.ReferenceRow;
import dev.ragflow.migrator.model.domain.Slot;
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
public final class ReferenceReader {

    /** How many rows are read at once outside of a pass. */
    public static final int CHUNK_ROWS = 1_000;

    private static final long CHUNK_BYTES = 4L << 20;

    private final Dialect dialect;
    private final ReferenceTable table;
    private final LiveTable live;

    public ReferenceReader(Dialect dialect, ReferenceTable table, LiveTable live) {
        this.dialect = dialect;
        this.table = table;
        this.live = live;
    }

    /**
     * The ids of the next chunk; its texts are about as large as fits into memory, or it is a single row.
     *
     * @param rows how many rows it may have
     */
    public List<String> idsAfter(Connection connection, @Nullable String after, @Nullable Long since, int rows)
            throws SQLException {
        String json = table.json();
        String size = json == null ? "0" : "COALESCE(OCTET_LENGTH(" + dialect.quoted(json) + "), 0)";
        String sql = "SELECT id, " + size + " FROM " + dialect.quoted(table.name()) + " WHERE (" + filter() + ")"
                + (after == null ? "" : " AND id > ?") + (since == null ? "" : " AND " + WriteTimes.SINCE)
                + " ORDER BY id LIMIT " + rows;
        List<String> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            List<String> patterns = patterns();
            InList.bind(statement, 1, patterns);
            int parameter = patterns.size();
            if (after != null) {
                statement.setString(++parameter, after);
            }
            WriteTimes.bind(statement, parameter, since);
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
    public List<ReferenceRow> rows(Connection connection, Collection<String> ids) throws SQLException {
        List<String> texts = texts();
        String sql = "SELECT " + columns(texts) + " FROM " + name() + " WHERE id IN " + InList.of(ids.size())
                + " ORDER BY id";
        List<ReferenceRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            InList.bind(statement, 1, ids);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(row(row, texts));
                }
            }
        }
        return rows;
    }

    /** What {@link #row} takes: id, owner, these texts and the numbers beside them, time, and whether a canvas is shared. */
    String columns(List<String> texts) {
        return Stream.of(Stream.of("id", table.owner()), texts.stream(), hints().stream())
                        .flatMap(part -> part)
                        .map(dialect::quoted)
                        .collect(Collectors.joining(", "))
                + ", COALESCE(update_time, create_time, 0)" + (shares() ? ", permission" : "");
    }

    /** How many these columns are. */
    int width(List<String> texts) {
        return 3 + texts.size() + hints().size() + (shares() ? 1 : 0);
    }

    private boolean shares() {
        return live.has("permission") && table.name().equals("user_canvas");
    }

    ReferenceRow row(ResultSet row, List<String> texts) throws SQLException {
        int column = 2;
        Map<String, String> values = new HashMap<>();
        for (String name : texts) {
            String value = row.getString(++column);
            if (value != null && !value.isEmpty()) {
                values.put(name, value);
            }
        }
        Map<String, Long> numbers = new HashMap<>();
        for (String name : hints()) {
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
                shares() && "team".equals(row.getString(column + 2)),
                row.getLong(column + 1));
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
