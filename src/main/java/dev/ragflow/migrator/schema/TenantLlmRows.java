package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What the rows of {@code tenant_llm} allow its new key to be.
 *
 * @param id the numbers in column {@code id}
 * @param temporaryId the numbers in a left-over {@code temp_id}
 * @param hasUnnamed whether a row has no model name, which the old primary key would not take
 */
record TenantLlmRows(Numbers id, Numbers temporaryId, boolean hasUnnamed) {

    /** How far a column numbers the rows. */
    enum Numbers {
        NO_COLUMN,
        /** Some rows have no number yet. */
        GAPS,
        /** Every row has its own positive number. */
        COMPLETE,
        /** Equal numbers, or no numbers at all. */
        USELESS
    }

    static TenantLlmRows read(Connection connection, Dialect dialect, Table table) throws SQLException {
        if (TenantLlmKey.lacks(table, TenantLlmKey.UNIQUE)) {
            refuseEqualKeys(connection);
        }
        Numbers id = numbers(connection, dialect, table, TenantLlmKey.ID);
        if (id == Numbers.USELESS) {
            throw new MigrationException("Table tenant_llm has a column id that cannot become its key: it is "
                    + table.existingColumn(TenantLlmKey.ID).type()
                    + ", or rows share a number. Nothing was changed; drop or correct the column, then run again");
        }
        Numbers temporaryId = numbers(connection, dialect, table, TenantLlmKey.TEMPORARY_ID);
        boolean hasUnnamed = Sql.of(connection, "SELECT 1 FROM tenant_llm WHERE llm_name IS NULL LIMIT 1")
                .hasRow();
        return new TenantLlmRows(id, temporaryId, hasUnnamed);
    }

    private static Numbers numbers(Connection connection, Dialect dialect, Table table, String name)
            throws SQLException {
        Column column = table.column(name);
        if (column == null) {
            return Numbers.NO_COLUMN;
        }
        if (!column.type().widensTo(ColumnType.ofFile("bigint"), dialect)
                && column.type().kind() != ColumnType.Kind.INT) {
            return Numbers.USELESS;
        }
        String sql = """
                SELECT COUNT(*), COUNT(CASE WHEN %1$s > 0 THEN 1 END),
                       COUNT(DISTINCT CASE WHEN %1$s > 0 THEN %1$s END), COUNT(CASE WHEN %1$s < 0 THEN 1 END)
                FROM tenant_llm""".formatted(dialect.quoted(name));
        return Sql.of(connection, sql)
                .first(row -> {
                    if (row.getLong(2) != row.getLong(3) || row.getLong(4) > 0) {
                        return Numbers.USELESS;
                    }
                    return row.getLong(1) == row.getLong(2) ? Numbers.COMPLETE : Numbers.GAPS;
                })
                .orElseThrow();
    }

    /** Once the primary key was dropped, equal rows could come in; which of them is right is not ours to say. */
    private static void refuseEqualKeys(Connection connection) throws SQLException {
        String sql = """
                SELECT COUNT(*) OVER (), tenant_id, llm_factory, llm_name, COUNT(*)
                FROM tenant_llm WHERE llm_name IS NOT NULL
                GROUP BY tenant_id, llm_factory, llm_name HAVING COUNT(*) > 1
                ORDER BY tenant_id, llm_factory, llm_name LIMIT 1""";
        Sql.of(connection, sql).each(row -> {
            throw new MigrationException("Table tenant_llm: " + row.getLong(1)
                    + " combination(s) of tenant_id, llm_factory and llm_name occur more than once, for example "
                    + row.getString(2) + ", " + row.getString(3) + ", " + row.getString(4) + " (" + row.getLong(5)
                    + " times), so that the table cannot get its unique index. Nothing was changed; remove the"
                    + " superfluous rows, then run again");
        });
    }
}
