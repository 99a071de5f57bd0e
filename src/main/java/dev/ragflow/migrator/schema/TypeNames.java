package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.batch.Retries;
import dev.ragflow.migrator.batch.RetryLimit;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.database.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The spelling of two model types in {@code llm} and {@code tenant_llm}: v0.27 renamed {@code speech2text} to {@code asr} and
 * {@code image2text} to {@code vision}. Rows are updated in chunks that each commit; an interrupted run continues with the rows
 * that are left. Old application pods do not know the new names: this belongs to the cut-over.
 */
public final class TypeNames implements SchemaChange {

    private static final int CHUNK = 1000;
    private static final Retries RETRIES = Retries.within(RetryLimit.DEFAULT.time());
    private static final String TYPE = "model_type";
    private static final List<String> TABLES = List.of("llm", "tenant_llm");
    private static final Map<String, String> NEW_BY_OLD = Map.of("speech2text", "asr", "image2text", "vision");

    private final String table;

    private TypeNames(String table) {
        this.table = table;
    }

    /** One change for each table. */
    public static List<TypeNames> all() {
        return TABLES.stream().map(TypeNames::new).toList();
    }

    @Override
    public String title() {
        return "type names of " + table;
    }

    @Override
    public Optional<String> onlyTable() {
        return Optional.of(table);
    }

    @Override
    public boolean hasWork(Connection connection, LiveSchema live) {
        if (!live.hasColumn(table, TYPE) || live.isToCome(table, TYPE)) {
            return false;
        }
        String sql = "SELECT 1 FROM " + live.dialect().quoted(table)
                + " WHERE model_type IN ('speech2text', 'image2text') LIMIT 1";
        try {
            return Sql.of(connection, sql).hasRow();
        } catch (SQLException e) {
            throw new MigrationException("Table " + table + " could not be read; nothing was changed", e);
        }
    }

    @Override
    public SchemaChangeResult apply(Ddl ddl) {
        return rename(ddl, NEW_BY_OLD);
    }

    @Override
    public SchemaChangeResult rollBack(Ddl ddl) {
        return rename(
                ddl, NEW_BY_OLD.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey)));
    }

    private SchemaChangeResult rename(Ddl ddl, Map<String, String> names) {
        LiveSchema live = ddl.live(table);
        if (!live.hasColumn(table, TYPE) || live.isToCome(table, TYPE)) {
            return SchemaChangeResult.NOTHING;
        }
        List<String> done = new ArrayList<>();
        long rows = 0;
        try {
            for (Map.Entry<String, String> name : names.entrySet()) {
                long renamed = new Renaming(ddl, key(live), name.getKey(), name.getValue()).run();
                if (renamed > 0) {
                    done.add("Table " + table + ": model type " + name.getKey() + " becomes " + name.getValue() + " in "
                            + renamed + " rows");
                }
                rows += renamed;
            }
        } catch (SQLException e) {
            throw new MigrationException(
                    "Table " + table
                            + ": the model types could not all be renamed. Those renamed so far are kept; the next run"
                            + " continues from there",
                    e);
        }
        return new SchemaChangeResult(done, rows, List.of());
    }

    private List<String> key(LiveSchema live) {
        return live.table(table)
                .flatMap(Table::primaryKey)
                .orElseThrow(() -> new MigrationException("Table " + table
                        + " has no primary key; nothing was changed. Give it the release's, then run again"))
                .columns();
    }

    /** One name in all rows, chunk by chunk in key order. */
    private final class Renaming {
        private final Connection connection;
        private final Dialect dialect;
        private final boolean rehearsal;
        private final List<String> key;
        private final String from;
        private final String to;

        Renaming(Ddl ddl, List<String> key, String from, String to) {
            this.connection = ddl.connection();
            this.dialect = ddl.dialect();
            this.rehearsal = ddl.isRehearsal();
            this.key = key;
            this.from = from;
            this.to = to;
        }

        long run() throws SQLException {
            if (rehearsal) {
                return count();
            }
            long renamed = 0;
            for (List<Object[]> keys = next(); !keys.isEmpty(); keys = next()) {
                List<Object[]> chunk = keys;
                renamed += RETRIES.run("a chunk of " + table, table, () -> rename(chunk));
            }
            return renamed;
        }

        private long count() throws SQLException {
            String sql = "SELECT COUNT(*) FROM " + dialect.quoted(table) + " WHERE model_type = ?";
            return Sql.of(connection, sql, from).number();
        }

        private List<Object[]> next() throws SQLException {
            String columns = key.stream().map(dialect::quoted).collect(Collectors.joining(", "));
            String sql = "SELECT " + columns + " FROM " + dialect.quoted(table) + " WHERE model_type = ? ORDER BY "
                    + columns + " LIMIT " + CHUNK;
            return Sql.of(connection, sql, from).list(row -> {
                Object[] values = new Object[key.size()];
                for (int column = 0; column < values.length; column++) {
                    values[column] = row.getObject(column + 1);
                }
                return values;
            });
        }

        private long rename(List<Object[]> keys) throws SQLException {
            if (connection.isClosed()) {
                // a deadlock or a lock wait leaves it open
                throw new SQLException("the connection was lost");
            }
            Transaction.run(connection, () -> {
                if (key.size() == 1) {
                    renameAtOnce(keys);
                } else {
                    renameOneByOne(keys);
                }
            });
            return keys.size();
        }

        private String update() {
            return "UPDATE " + dialect.quoted(table) + " SET model_type = ? WHERE model_type = ?";
        }

        /** The parameters of {@link #update} and of the key behind it. */
        private Object[] behindNames(Stream<Object> key) {
            return Stream.concat(Stream.of(to, from), key).toArray();
        }

        private void renameAtOnce(List<Object[]> keys) throws SQLException {
            String sql = update() + " AND " + dialect.quoted(key.get(0)) + " IN ("
                    + String.join(", ", Collections.nCopies(keys.size(), "?")) + ")";
            Sql.update(connection, sql, behindNames(keys.stream().map(values -> values[0])));
        }

        private void renameOneByOne(List<Object[]> keys) throws SQLException {
            String sql = key.stream()
                    .map(column -> " AND " + dialect.quoted(column) + " = ?")
                    .collect(Collectors.joining("", update(), ""));
            Sql.batch(
                    connection,
                    sql,
                    keys.stream().map(values -> behindNames(Stream.of(values))).toList());
        }
    }
}
