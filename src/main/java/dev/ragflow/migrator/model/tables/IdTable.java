package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.model.domain.IdRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table where a column {@code tenant_<name>} holds the id of the model that the column {@code <name>} names.
 *
 * @param key the column {@code id}
 * @param owner the column that holds the tenant
 * @param names the columns with names that have such a column of text beside them
 * @param toCome columns that the database does not have yet, which only a dry run meets: NULL everywhere
 */
public record IdTable(
        Dialect dialect, String name, LiveTable.Column key, String owner, List<String> names, Set<String> toCome) {

    /** How many rows, or different ids, are read at once outside of a pass. */
    static final int CHUNK = 1_000;

    /** Stands in no name and in no id. */
    private static final String BETWEEN = String.valueOf((char) 31);

    /** The tables of the database; those without any id column left out. */
    public static List<IdTable> all(StageContext context) throws SQLException {
        List<IdTable> tables = new ArrayList<>();
        context.lookAt(ReferenceTable.WITH_NAMES);
        for (ReferenceTable table : ReferenceTable.ALL) {
            if (table.names().isEmpty()) {
                continue;
            }
            LiveTable live = context.table(table.name()).orElse(null);
            LiveTable stored = context.stored(table.name()).orElse(null);
            LiveTable.Column key = stored == null ? null : stored.column("id").orElse(null);
            if (live == null || stored == null || key == null || !stored.has(table.owner())) {
                continue;
            }
            List<String> names = table.names().stream()
                    .filter(column -> live.has(column) && live.isText(idColumn(column)))
                    .toList();
            if (!names.isEmpty()) {
                Set<String> toCome = names.stream()
                        .flatMap(column -> Stream.of(column, idColumn(column)))
                        .filter(column -> !stored.isText(column))
                        .collect(Collectors.toSet());
                tables.add(new IdTable(context.dialect(), table.name(), key, table.owner(), names, toCome));
            }
        }
        return tables;
    }

    /** The names whose ids have a column now. */
    public List<String> stored() {
        return names.stream()
                .filter(column -> !toCome.contains(idColumn(column)))
                .toList();
    }

    public static String idColumn(String nameColumn) {
        return "tenant_" + nameColumn;
    }

    /** The next rows in the order of their keys; of those written after {@code since} only, if given. */
    public List<IdRow> rowsAfter(Connection connection, @Nullable String after, @Nullable Long since, int size)
            throws SQLException {
        String sql = select() + " WHERE 1 = 1" + (after == null ? "" : " AND id > ?")
                + (since == null ? "" : " AND " + WriteTimes.SINCE) + " ORDER BY id LIMIT " + size;
        return rows(connection, sql, Stream.ofNullable(after).toList(), since);
    }

    /** The next rows that name a model and hold no id of one. */
    public List<String> openKeysAfter(Connection connection, @Nullable String after) throws SQLException {
        String open = names.stream()
                .map(column -> "(" + quoted(column) + " <> '' AND " + "COALESCE(" + quotedId(column) + ", '') = '')")
                .collect(Collectors.joining(" OR "));
        String sql = "SELECT id FROM " + quotedName() + " WHERE (" + open + ")" + (after == null ? "" : " AND id > ?")
                + " ORDER BY id LIMIT " + CHUNK;
        return texts(connection, sql, Stream.ofNullable(after).toList(), null);
    }

    /** The next different ids of a column, in their order, that are no model's. */
    public List<String> danglingAfter(
            Connection connection, String column, LiveTable.Column modelId, @Nullable String after)
            throws SQLException {
        String id = "t." + quotedId(column);
        // MySQL takes ids for equal that are not
        String exact = dialect.isPostgres() ? "" : " AND CAST(m.id AS BINARY) = CAST(" + id + " AS BINARY)";
        String sql = "SELECT DISTINCT " + id + " FROM " + quotedName() + " AS t LEFT JOIN "
                + quoted(ModelTables.MODEL) + " AS m ON m.id = " + RowValues.comparable(dialect, id, modelId) + exact
                + " WHERE " + id + (after == null ? " <> ''" : " > ?") + " AND m.id IS NULL ORDER BY 1 LIMIT "
                + CHUNK;
        return texts(connection, sql, Stream.ofNullable(after).toList(), null);
    }

    /** The rows that hold one of some ids in a column. */
    public List<String> keysWith(Connection connection, String column, Collection<String> ids) throws SQLException {
        String sql = "SELECT id FROM " + quotedName() + " WHERE " + quotedId(column) + " IN " + InList.of(ids.size());
        return texts(connection, sql, ids, null);
    }

    /** Some rows as they are now. */
    public List<IdRow> rows(Connection connection, Collection<String> keys) throws SQLException {
        return rows(connection, select() + " WHERE id IN " + InList.of(keys.size()), keys, null);
    }

    private String select() {
        String columns = Stream.concat(
                        names.stream().map(this::quoted), names.stream().map(this::quotedId))
                .collect(Collectors.joining(", "));
        return "SELECT id, " + quoted(owner) + ", " + columns + " FROM " + quotedName();
    }

    private List<IdRow> rows(Connection connection, String sql, Collection<String> parameters, @Nullable Long since)
            throws SQLException {
        List<IdRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            InList.bind(statement, 1, parameters);
            WriteTimes.bind(statement, parameters.size(), since);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(row(row));
                }
            }
        }
        return rows;
    }

    private IdRow row(ResultSet row) throws SQLException {
        Map<String, String> texts = new HashMap<>();
        Map<String, String> ids = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String text = row.getString(3 + i);
            texts.put(names.get(i), text == null ? "" : text);
            String id = row.getString(3 + names.size() + i);
            if (id != null) {
                ids.put(names.get(i), id);
            }
        }
        String tenant = row.getString(2);
        return new IdRow(row.getString(1), tenant == null ? "" : tenant, texts, ids);
    }

    /** Rows with their new ids, for {@link #updateSql}: key, fingerprint, and one id for each of the names. */
    public RowValues newIds(StageContext context) {
        List<RowValues.Column> columns = new ArrayList<>();
        columns.add(RowValues.Column.text("row_id"));
        columns.add(RowValues.Column.text("fingerprint"));
        names.forEach(column -> columns.add(RowValues.Column.text("new_" + column)));
        return context.values(columns);
    }

    /** Sets the ids of rows that still hold what was read. The time of the last update stays. */
    public String updateSql(RowValues rows) {
        String assignments = names.stream()
                .map(column -> quotedId(column) + " = m.new_" + column)
                .collect(Collectors.joining(", "));
        return rows.updateSql(
                name, "row_id", key, assignments, Fingerprint.sql(dialect, content()) + " = m.fingerprint");
    }

    /** The names and ids of a row as one text: a name and what follows it up to the next cannot be taken for others. */
    private String content() {
        return names.stream()
                .flatMap(column -> Stream.of(
                        "COALESCE(" + text(column) + ", '')",
                        "CASE WHEN t." + quotedId(column) + " IS NULL THEN '-' ELSE " + text(idColumn(column))
                                + " END"))
                .collect(Collectors.joining(", '" + BETWEEN + "', ", "CONCAT(", ")"));
    }

    private String text(String column) {
        String quoted = "t." + quoted(column);
        return dialect.isPostgres() ? quoted : "CONVERT(" + quoted + " USING utf8mb4)";
    }

    /** The fingerprint of a row that was read. */
    public String fingerprint(IdRow row) {
        return Fingerprint.of(names.stream()
                .flatMap(column -> Stream.of(
                        row.names().getOrDefault(column, ""), row.ids().getOrDefault(column, "-")))
                .collect(Collectors.joining(BETWEEN)));
    }

    private static List<String> texts(
            Connection connection, String sql, Collection<String> parameters, @Nullable Long since)
            throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            InList.bind(statement, 1, parameters);
            WriteTimes.bind(statement, parameters.size(), since);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    texts.add(row.getString(1));
                }
            }
        }
        return texts;
    }

    private String quotedName() {
        return quoted(name);
    }

    private String quotedId(String column) {
        return quoted(idColumn(column));
    }

    private String quoted(String column) {
        return toCome.contains(column) ? "NULL" : dialect.quoted(column);
    }
}
