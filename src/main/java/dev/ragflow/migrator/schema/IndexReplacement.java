package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stands in the way of an index that is to be added: an index of its name that does less, rows that break its
 * uniqueness, another primary key.
 */
final class IndexReplacement {

    private IndexReplacement() {}

    /**
     * The index that the wanted one replaces in the same step: it has the wanted name and the same columns, but is not unique
     * where the wanted one is (PostgreSQL's {@code user_email} of v0.24), or was left invalid by a failed concurrent build.
     * An index that merely has the wanted name is left alone; the new one takes another name.
     */
    static Optional<Index> weaker(Table table, Index wanted) {
        return table.index(wanted.name())
                .filter(index -> !index.constraint() && index.columns().equals(wanted.columns()))
                .filter(index -> !index.valid() || (index.kind() == Index.Kind.PLAIN && wanted.isUnique()));
    }

    /** What killed runs left of the wanted index when they built it while the application went on. */
    static List<Index> unfinished(Table table, Index wanted) {
        return table.indexes().stream()
                .filter(index ->
                        !index.valid() && !index.constraint() && index.columns().equals(wanted.columns()))
                .filter(index -> index.name().matches(Pattern.quote(wanted.name()) + "(_[0-9]+)?"))
                .toList();
    }

    /** Refuses a unique index if rows violate it, and a primary key if there is another one. */
    static PlannedStatement.Check checkBefore(Table table, Index wanted, Dialect dialect) {
        if (wanted.kind() == Index.Kind.PRIMARY && table.primaryKey().isPresent()) {
            throw new MigrationException("Table " + table.name() + " has the "
                    + table.primaryKey().get().describe() + ", the release has the " + wanted.describe()
                    + ". Nothing was changed; give the table the release's primary key by hand, then run again");
        }
        return wanted.isUnique()
                ? connection -> refuseDuplicates(connection, table, wanted, dialect)
                : PlannedStatement.Check.NONE;
    }

    private static void refuseDuplicates(Connection connection, Table table, Index wanted, Dialect dialect)
            throws SQLException {
        String columns = wanted.columns().stream().map(dialect::quoted).collect(Collectors.joining(", "));
        String known = wanted.columns().stream()
                .map(column -> dialect.quoted(column) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        String sample = table.hasColumn("id") ? "MIN(" + dialect.quoted("id") + ")" : "NULL";
        String sql = "SELECT COUNT(*), MIN(sample) FROM (SELECT " + sample + " AS sample FROM "
                + dialect.quoted(table.name()) + " WHERE " + known + " GROUP BY " + columns
                + " HAVING COUNT(*) > 1) AS duplicated";
        Sql.of(connection, sql).each(row -> {
            if (row.getLong(1) > 0) {
                String id = row.getString(2);
                throw new MigrationException("Table " + table.name() + " needs " + wanted.describe() + ", but "
                        + row.getLong(1) + " combination(s) of these columns occur more than once"
                        + (id == null ? "" : " (one of the rows has the id " + id + ")")
                        + ". No row was changed; make the rows differ or remove the duplicates, then run again");
            }
        });
    }
}
