package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.database.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How large a table is, as the server's statistics have it; nothing is counted.
 *
 * @param rows rows
 * @param bytes bytes of rows and indexes
 */
public record TableSize(long rows, long bytes) {

    private static final Logger LOG = LoggerFactory.getLogger(TableSize.class);
    private static final TableSize NONE = new TableSize(0, 0);
    private static final String UNITS = "KMGT";

    private static final String MYSQL = """
            SELECT table_name, COALESCE(table_rows, 0), COALESCE(data_length, 0) + COALESCE(index_length, 0)
            FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'
            """;

    /** A table that was never analysed has −1 in pg_class; the other counter follows every statement. */
    private static final String POSTGRES = """
            SELECT c.relname, GREATEST(c.reltuples::bigint, s.n_live_tup, 0), pg_catalog.pg_total_relation_size(c.oid)
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_stat_user_tables s ON s.relid = c.oid
            WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
            """;

    /** All tables of the current database (MySQL, MariaDB) or schema (PostgreSQL). */
    public static Map<String, TableSize> all(Connection connection, Dialect dialect) throws SQLException {
        return read(connection, dialect, "");
    }

    /** One table; nothing where it is not there. */
    static TableSize of(Connection connection, Dialect dialect, String table) throws SQLException {
        return read(connection, dialect, table).getOrDefault(table, NONE);
    }

    private static Map<String, TableSize> read(Connection connection, Dialect dialect, String table)
            throws SQLException {
        boolean fresh = dialect == Dialect.MYSQL && statisticsExpire(connection, "0");
        String name = dialect.isPostgres() ? "c.relname" : "table_name";
        String sql = (dialect.isPostgres() ? POSTGRES : MYSQL) + (table.isEmpty() ? "" : " AND " + name + " = ?");
        Map<String, TableSize> sizes = new HashMap<>();
        Object[] only = table.isEmpty() ? new Object[0] : new Object[] {table};
        Sql.of(connection, sql, only)
                .each(row -> sizes.put(row.getString(1), new TableSize(row.getLong(2), row.getLong(3))));
        if (fresh) {
            statisticsExpire(connection, "DEFAULT");
        }
        return sizes;
    }

    /** MySQL 8 caches what it once reported about a table for a day; related servers do not know the variable. */
    private static boolean statisticsExpire(Connection connection, String seconds) {
        try {
            Sql.update(connection, "SET SESSION information_schema_stats_expiry = " + seconds);
            return true;
        } catch (SQLException e) {
            LOG.debug("Sizes of tables may be out of date: {}", SqlErrors.describe(e));
            return false;
        }
    }

    /** {@code about 1,200,000 rows (3.1 GiB)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "about %,d rows (%s)", rows, size());
    }

    private String size() {
        double size = bytes / 1024.0;
        int unit = 0;
        while (size >= 1024 && unit < UNITS.length() - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", size, UNITS.charAt(unit));
    }
}
