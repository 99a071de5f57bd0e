package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the current database of MySQL or MariaDB from {@code information_schema}. */
final class MySqlMetadata {

    private static final int MOST_BYTES = 4;

    /** Of a character in the sets that nearly all databases have. */
    private static final Map<String, Integer> BYTES =
            Map.of("utf8mb4", MOST_BYTES, "utf8mb3", 3, "utf8", 3, "latin1", 1, "ascii", 1, "binary", 1);

    private final Connection connection;
    private final Dialect dialect;
    private final TablesToRead only;
    private final SortedMap<String, Map<String, Column>> columns = new TreeMap<>();
    private final SortedMap<String, Map<String, Index>> indexes = new TreeMap<>();
    private final SortedMap<String, Table.Storage> storages = new TreeMap<>();

    /** @param only the tables to read; all if empty */
    MySqlMetadata(Connection connection, Dialect dialect, Set<String> only) {
        this.connection = connection;
        this.dialect = dialect;
        this.only = new TablesToRead(only);
    }

    /** The tables by name. */
    SortedMap<String, Table> tables() throws SQLException {
        readTables();
        readColumns();
        readIndexes();
        SortedMap<String, Table> tables = new TreeMap<>();
        storages.forEach((table, storage) -> tables.put(
                table,
                new Table(
                        table,
                        columns.getOrDefault(table, Map.of()),
                        List.copyOf(indexes.getOrDefault(table, Map.of()).values()),
                        storage)));
        return tables;
    }

    /** The tables, and what the database itself is. */
    LiveSchema read() throws SQLException {
        SortedMap<String, Table> tables = tables();
        String sql = """
                SELECT schema_name, default_character_set_name, default_collation_name
                FROM information_schema.schemata WHERE schema_name = DATABASE()""";
        return Sql.of(connection, sql)
                .first(row ->
                        new LiveSchema(dialect, row.getString(1), row.getString(2), row.getString(3), tables, Set.of()))
                .orElseThrow(() -> new SQLException("The connection has no current database", "3D000"));
    }

    /** The server knows dozens of character sets, of which databases have one or two; those are asked for once they turn up. */
    private int bytesPerCharacter(String charset) throws SQLException {
        Integer known = BYTES.get(charset);
        if (known != null) {
            return known;
        }
        String sql = "SELECT maxlen FROM information_schema.character_sets WHERE character_set_name = ?";
        return Sql.of(connection, sql, charset).first(row -> row.getInt(1)).orElse(MOST_BYTES);
    }

    private void readTables() throws SQLException {
        String sql = """
                SELECT table_name, row_format, table_collation
                FROM information_schema.tables
                WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'""" + only.and("table_name");
        only.query(connection, sql).each(row -> {
            String collation = row.getString(3) == null ? "" : row.getString(3);
            String charset = collation.replaceFirst("_.*", "");
            String rowFormat = row.getString(2) == null ? "" : row.getString(2);
            storages.put(
                    row.getString(1), new Table.Storage(rowFormat, collation, charset, bytesPerCharacter(charset)));
        });
    }

    private void readColumns() throws SQLException {
        String sql = """
                SELECT table_name, column_name, column_type, is_nullable, column_default, extra,
                       character_set_name, collation_name
                FROM information_schema.columns
                WHERE table_schema = DATABASE()""" + only.and("table_name") + " ORDER BY table_name, ordinal_position";
        only.query(connection, sql).each(row -> {
            String charset = row.getString(7);
            Column.Text text =
                    charset == null ? null : new Column.Text(charset, row.getString(8), bytesPerCharacter(charset));
            Column column = new Column(
                    row.getString(2),
                    ColumnType.ofServer(row.getString(3), dialect),
                    row.getString(4).equals("YES"),
                    row.getString(6).contains("auto_increment"),
                    defaultOf(row.getString(5), row.getString(6)),
                    text);
            columns.computeIfAbsent(row.getString(1), table -> new LinkedHashMap<>())
                    .put(column.name(), column);
        });
    }

    /** MariaDB prints an expression (NULL as a word, texts quoted), MySQL the bare value unless it is an expression. */
    private @Nullable String defaultOf(@Nullable String stored, String extra) {
        if (stored == null || (dialect == Dialect.MARIADB && stored.equals("NULL"))) {
            return null;
        }
        if (dialect == Dialect.MARIADB || extra.contains("DEFAULT_GENERATED")) {
            return stored;
        }
        return "'" + stored.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private void readIndexes() throws SQLException {
        String sql = """
                SELECT table_name, index_name, non_unique, column_name, sub_part, index_type
                FROM information_schema.statistics
                WHERE table_schema = DATABASE()""" + only.and("table_name") + " ORDER BY table_name, index_name, seq_in_index";
        only.query(connection, sql).each(row -> {
            String name = row.getString(2);
            String column = row.getString(4);
            boolean usable = column != null && row.getString(6).equals("BTREE");
            Index part = new Index(
                    name,
                    kind(name, row.getBoolean(3)),
                    List.of(new Index.Part(column == null ? "(expression)" : column, row.getInt(5))),
                    false,
                    usable,
                    true);
            indexes.computeIfAbsent(row.getString(1), table -> new LinkedHashMap<>())
                    .merge(name, part, MySqlMetadata::joined);
        });
    }

    private static Index.Kind kind(String name, boolean nonUnique) {
        if (name.equals("PRIMARY")) {
            return Index.Kind.PRIMARY;
        }
        return nonUnique ? Index.Kind.PLAIN : Index.Kind.UNIQUE;
    }

    private static Index joined(Index first, Index second) {
        List<Index.Part> parts = new ArrayList<>(first.parts());
        parts.addAll(second.parts());
        return new Index(first.name(), first.kind(), parts, false, first.usable() && second.usable(), true);
    }
}
