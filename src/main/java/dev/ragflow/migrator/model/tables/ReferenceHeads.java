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

/**
 * Pages through the rows of one table in the order of the primary key, without their JSON, which comes on demand: most rows have a
 * text that another one of their owner's has, too.
 */
public final class ReferenceHeads {

    /** How much text the rows of one transaction have at most, or it is a single row. */
    private static final long WRITTEN_BYTES = 16L << 20;

    /** The JSON of a row, and the server's fingerprint of that very text. */
    public record Text(String text, String fingerprint) {}

    private final Dialect dialect;
    private final KeyedRows byId;
    private final ReferenceTable table;
    private final List<String> hints;
    private final boolean shares;
    private final List<String> keys;
    private final boolean[] mayBegin = new boolean[128];

    public ReferenceHeads(KeyedTables keyed, ReferenceTable table, LiveTable live) {
        this.dialect = keyed.dialect();
        this.byId = keyed.rows(table.name(), "id");
        this.table = table;
        this.hints = table.mayHint()
                ? table.names().stream()
                        .map(IdTable::idColumn)
                        .filter(live::isInteger)
                        .toList()
                : List.of();
        this.shares = live.has("permission") && table.name().equals("user_canvas");
        this.keys = Slot.keys(table.isSearch()).stream()
                .map(key -> "\"" + key + "\"")
                .toList();
        keys.forEach(key -> mayBegin[key.charAt(1)] = true);
    }

    /**
     * The next rows, without their JSON; of those written after {@code since} only, if given. They end early where their texts
     * together are large.
     */
    public List<ReferenceHead> after(Connection connection, @Nullable String after, @Nullable Long since, int rows)
            throws SQLException {
        String sql = sql() + " WHERE 1 = 1" + (after == null ? "" : " AND id > ?")
                + (since == null ? "" : " AND " + WriteTimes.SINCE) + " ORDER BY id LIMIT " + rows;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 0;
            if (after != null) {
                statement.setString(++parameter, after);
            }
            WriteTimes.bind(statement, parameter, since);
            return portions(statement, 1).stream().findFirst().orElse(List.of());
        }
    }

    /** Some rows as they are now, without their JSON; in portions whose texts one transaction may write. */
    public List<List<ReferenceHead>> of(Connection connection, Collection<String> ids) throws SQLException {
        String sql = sql() + " WHERE id IN " + InList.of(ids.size()) + " ORDER BY id";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            InList.bind(statement, 1, ids);
            return portions(statement, Integer.MAX_VALUE);
        }
    }

    /** What {@link #row} takes, then the fingerprint of the JSON and its size. */
    private String sql() {
        String json = table.json() == null ? null : dialect.quoted(table.json());
        String columns = Stream.of(Stream.of("id", table.owner()), table.names().stream(), hints.stream())
                .flatMap(part -> part)
                .map(dialect::quoted)
                .collect(Collectors.joining(", "));
        return "SELECT " + columns + ", COALESCE(update_time, create_time, 0)" + (shares ? ", permission" : "")
                + (json == null
                        ? ", NULL, 0"
                        : ", " + Fingerprint.sql(dialect, json) + ", COALESCE(OCTET_LENGTH(" + json + "), 0)")
                + " FROM " + name();
    }

    private ReferenceRow row(ResultSet row) throws SQLException {
        int column = 2;
        Map<String, String> names = new HashMap<>();
        for (String name : table.names()) {
            String value = row.getString(++column);
            if (value != null && !value.isEmpty()) {
                names.put(name, value);
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
                names,
                numbers,
                shares && "team".equals(row.getString(column + 2)),
                row.getLong(column + 1));
    }

    private List<List<ReferenceHead>> portions(PreparedStatement statement, int most) throws SQLException {
        List<List<ReferenceHead>> portions = new ArrayList<>();
        List<ReferenceHead> portion = List.of();
        int fingerprint = 4 + table.names().size() + hints.size() + (shares ? 1 : 0);
        long bytes = 0;
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                long length = row.getLong(fingerprint + 1);
                bytes += length;
                if (portion.isEmpty() || bytes > WRITTEN_BYTES) {
                    if (portions.size() == most) {
                        break;
                    }
                    portion = new ArrayList<>();
                    portions.add(portion);
                    bytes = length;
                }
                String text = length == 0 ? null : row.getString(fingerprint);
                portion.add(new ReferenceHead(row(row), text == null ? "" : text, length));
            }
        }
        return portions;
    }

    /** The JSON of some rows as it is now, by row id. */
    public Map<String, Text> json(Connection connection, Collection<String> ids) throws SQLException {
        Map<String, Text> texts = new HashMap<>();
        if (table.json() == null || ids.isEmpty()) {
            return texts;
        }
        String json = dialect.quoted(table.json());
        byId.each(connection, "id, " + json + ", " + Fingerprint.sql(dialect, json), ids, row -> {
            String text = row.getString(2);
            if (text != null) {
                texts.put(row.getString(1), new Text(text, row.getString(3)));
            }
        });
        return texts;
    }

    /** Whether a text may name models: it has one of the keys, or escapes that may spell one. */
    public boolean mayName(String json) {
        for (int quote = json.indexOf('"'); quote >= 0; quote = json.indexOf('"', quote + 1)) {
            char first = quote + 1 < json.length() ? json.charAt(quote + 1) : 0;
            if (first < mayBegin.length && mayBegin[first]) {
                for (String key : keys) {
                    if (json.startsWith(key, quote)) {
                        return true;
                    }
                }
            }
        }
        return json.contains("\\u00");
    }

    private String name() {
        return dialect.quoted(table.name());
    }
}
