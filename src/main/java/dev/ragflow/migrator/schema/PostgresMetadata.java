package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the current schema of PostgreSQL from {@code pg_catalog}. */
final class PostgresMetadata {

    private final Connection connection;
    private final TablesToRead only;
    private final SortedMap<String, Map<String, Column>> columns = new TreeMap<>();
    private final SortedMap<String, Map<String, Index>> indexes = new TreeMap<>();
    private final Set<String> takenNames = new HashSet<>();

    /** @param only the tables to read; all if empty */
    PostgresMetadata(Connection connection, Set<String> only) {
        this.connection = connection;
        this.only = new TablesToRead(only);
    }

    LiveSchema read() throws SQLException {
        readRelations();
        readColumns();
        readIndexes();
        SortedMap<String, Table> tables = new TreeMap<>();
        columns.forEach((table, itsColumns) -> tables.put(
                table,
                new Table(
                        table,
                        itsColumns,
                        List.copyOf(indexes.getOrDefault(table, Map.of()).values()),
                        null)));
        return Sql.of(connection, "SELECT current_schema()")
                .first(row -> row.getString(1))
                .map(schema -> new LiveSchema(Dialect.POSTGRES, schema, "", "", tables, takenNames))
                .orElseThrow(() -> new SQLException("The connection's search_path names no existing schema", "3F000"));
    }

    private void readRelations() throws SQLException {
        String sql = """
                SELECT c.relname, c.relkind
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = current_schema()""";
        Sql.of(connection, sql).each(row -> {
            takenNames.add(row.getString(1));
            boolean table = "rp".contains(row.getString(2));
            if (table && only.include(row.getString(1))) {
                columns.put(row.getString(1), new LinkedHashMap<>());
            }
        });
    }

    private void readColumns() throws SQLException {
        String sql = """
                SELECT c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
                       pg_catalog.pg_get_expr(d.adbin, d.adrelid), a.attidentity,
                       CASE WHEN a.attcollation <> t.typcollation THEN
                            quote_ident(cn.nspname) || '.' || quote_ident(co.collname) ELSE '' END,
                       a.attcollation <> 0
                FROM pg_catalog.pg_attribute a
                JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
                LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
                WHERE n.nspname = current_schema() AND a.attnum > 0 AND NOT a.attisdropped""" + only.and("c.relname") + " ORDER BY c.relname, a.attnum";
        only.query(connection, sql).each(row -> {
            String serverDefault = row.getString(5);
            boolean numbered =
                    !row.getString(6).isEmpty() || (serverDefault != null && serverDefault.startsWith("nextval("));
            Column column = new Column(
                    row.getString(2),
                    ColumnType.ofServer(row.getString(3), Dialect.POSTGRES),
                    !row.getBoolean(4),
                    numbered,
                    serverDefault,
                    row.getBoolean(8) ? new Column.Text("", row.getString(7), 4) : null);
            Map<String, Column> table = columns.get(row.getString(1));
            if (table != null) {
                table.put(column.name(), column);
            }
        });
    }

    private void readIndexes() throws SQLException {
        String sql = """
                SELECT t.relname, i.relname, x.indisprimary, x.indisunique, x.indisvalid,
                       x.indpred IS NULL AND x.indexprs IS NULL AND am.amname = 'btree',
                       EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k
                               WHERE k.conindid = x.indexrelid AND k.contype = 'u'),
                       COALESCE(a.attname, '(expression)')
                FROM pg_catalog.pg_index x
                JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
                JOIN pg_catalog.pg_am am ON am.oid = i.relam
                JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
                CROSS JOIN LATERAL unnest(x.indkey::int[]) WITH ORDINALITY AS k(attnum, position)
                LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum AND k.attnum <> 0
                WHERE n.nspname = current_schema() AND k.position <= x.indnkeyatts""" + only.and("t.relname") + " ORDER BY t.relname, i.relname, k.position";
        only.query(connection, sql).each(row -> {
            boolean valid = row.getBoolean(5);
            Index part = new Index(
                    row.getString(2),
                    kind(row.getBoolean(3), row.getBoolean(4)),
                    List.of(new Index.Part(row.getString(8), 0)),
                    row.getBoolean(7),
                    valid && row.getBoolean(6),
                    valid);
            indexes.computeIfAbsent(row.getString(1), table -> new LinkedHashMap<>())
                    .merge(part.name(), part, PostgresMetadata::joined);
        });
    }

    private static Index.Kind kind(boolean primary, boolean unique) {
        if (primary) {
            return Index.Kind.PRIMARY;
        }
        return unique ? Index.Kind.UNIQUE : Index.Kind.PLAIN;
    }

    private static Index joined(Index first, Index second) {
        List<Index.Part> parts = new ArrayList<>(first.parts());
        parts.addAll(second.parts());
        return new Index(first.name(), first.kind(), parts, first.constraint(), first.usable(), first.valid());
    }
}
