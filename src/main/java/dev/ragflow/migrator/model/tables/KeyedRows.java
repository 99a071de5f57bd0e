package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table by values of an indexed column, hundreds at a time. PostgreSQL takes them as a list. MySQL compares each row it
 * reads with a list once more, which takes longer than reading it, and reads a whole table for a list while its statistics are behind;
 * so it gets the values as a table, joined by the index. Used by several threads; for as long as the table keeps its indexes.
 */
public final class KeyedRows {

    /** An index that begins with the column. */
    private record Index(String name, LiveTable.Column column) {

        /** Whether the column has the character set that parameters come in. */
        boolean isUnicode() {
            String collation = column.collationName();
            return collation != null && collation.startsWith("utf8mb4_");
        }
    }

    /** What is done with a row, whose columns are those asked for. */
    @FunctionalInterface
    public interface RowUse {
        void with(ResultSet row) throws SQLException;
    }

    /** A query with so many parameters. */
    @FunctionalInterface
    interface Sql {
        String of(int values) throws SQLException;
    }

    @FunctionalInterface
    private interface Run {
        ResultSet of(PreparedStatement query) throws SQLException;
    }

    private final Dialect dialect;
    private final String table;
    private final String column;

    /** Null until somebody has looked. */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    private volatile @Nullable Optional<Index> index;

    KeyedRows(Dialect dialect, String table, String column) {
        this.dialect = dialect;
        this.table = table;
        this.column = column;
    }

    /** The different values in portions that a statement takes. */
    public static List<List<String>> portions(Collection<String> values) {
        return InList.portions(new LinkedHashSet<>(values), RowValues.ROWS);
    }

    /**
     * Reads the rows that have one of the values; those of a portion are in memory together.
     *
     * @param columns what follows SELECT
     */
    public void each(Connection connection, String columns, Collection<String> values, RowUse use) throws SQLException {
        each(connection, values, size -> sql(connection, columns, size), use);
    }

    /** @param behind what the query ends with: {@code AND} and a condition, or {@code GROUP BY} the column */
    public void each(Connection connection, String columns, Collection<String> values, String behind, RowUse use)
            throws SQLException {
        each(connection, values, size -> sql(connection, columns, size) + " " + behind, use);
    }

    /** Reads large rows: they come one by one, so that no other statement may run on the connection before the last of them. */
    public void stream(Connection connection, String columns, Collection<String> values, RowUse use)
            throws SQLException {
        each(
                connection,
                values,
                size -> sql(connection, columns, size),
                query -> ResultStream.rows(query, dialect),
                use);
    }

    /** Runs a query for the different values, portion by portion. */
    public static void each(Connection connection, Collection<String> values, Sql sql, RowUse use) throws SQLException {
        each(connection, values, sql, PreparedStatement::executeQuery, use);
    }

    private static void each(Connection connection, Collection<String> values, Sql sql, Run run, RowUse use)
            throws SQLException {
        for (List<String> portion : portions(values)) {
            try (PreparedStatement query = connection.prepareStatement(sql.of(portion.size()))) {
                InList.bind(query, 1, portion);
                try (ResultSet row = run.of(query)) {
                    while (row.next()) {
                        use.with(row);
                    }
                }
            }
        }
    }

    private String sql(Connection connection, String columns, int values) throws SQLException {
        return "SELECT " + columns + " FROM " + from(connection, values);
    }

    /**
     * What follows FROM, for those who need more of a statement than {@link #each}: the table as {@code t}, and a condition, behind
     * which others may stand with AND. The values are the parameters.
     *
     * @param values how many, at least one; a row that has one of them is there once
     */
    public String from(Connection connection, int values) throws SQLException {
        Index by = index(connection).orElse(null);
        if (by == null) {
            return dialect.quoted(table) + " AS t WHERE t." + dialect.quoted(column) + " IN " + InList.of(values);
        }
        String first = "SELECT " + RowValues.comparable(dialect, "?", by.column());
        // the first gives its collation to all; of values that are the same in it UNION keeps one
        String other = by.isUnicode() ? "SELECT ?" : first;
        return "(" + first + " AS sought" + (" UNION " + other).repeat(values - 1) + ") AS k STRAIGHT_JOIN "
                + dialect.quoted(table) + " AS t FORCE INDEX (" + dialect.quoted(by.name()) + ") ON t."
                + dialect.quoted(column) + " = k.sought WHERE 1 = 1";
    }

    private Optional<Index> index(Connection connection) throws SQLException {
        Optional<Index> known = index;
        if (known == null) {
            known = dialect.isPostgres() ? Optional.empty() : read(connection);
            index = known;
        }
        return known;
    }

    private Optional<Index> read(Connection connection) throws SQLException {
        LiveTable.Column live = LiveTable.read(connection, dialect, table)
                .flatMap(found -> found.column(column))
                .orElse(null);
        if (live == null) {
            return Optional.empty();
        }
        try (PreparedStatement statement = connection.prepareStatement("SHOW INDEX FROM " + dialect.quoted(table)
                + " WHERE seq_in_index = 1 AND column_name = ? AND sub_part IS NULL AND index_type = 'BTREE'")) {
            statement.setString(1, column);
            Optional<Index> found = Optional.empty();
            try (ResultSet row = statement.executeQuery()) {
                Set<String> told = columns(row.getMetaData());
                // the primary key comes first, then unique indexes, which have more columns
                while (row.next() && !(found.isPresent() && live.isPrimaryKey())) {
                    if (isUsable(row, told)) {
                        found = Optional.of(new Index(row.getString("Key_name"), live));
                    }
                }
            }
            return found;
        }
    }

    /** The optimizer may have been told to take no notice of an index: MySQL 8 then calls it invisible, MariaDB ignored. */
    private static boolean isUsable(ResultSet row, Set<String> told) throws SQLException {
        return !(told.contains("visible") && "NO".equalsIgnoreCase(row.getString("Visible")))
                && !(told.contains("ignored") && "YES".equalsIgnoreCase(row.getString("Ignored")));
    }

    private static Set<String> columns(ResultSetMetaData data) throws SQLException {
        Set<String> names = new HashSet<>();
        for (int i = 1; i <= data.getColumnCount(); i++) {
            names.add(data.getColumnName(i).toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
