package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * Makes a text column wide enough for values that are about to be written, so that none is cut. Widens in big steps — 512
 * characters, then TEXT, then LONGTEXT — and never makes a column narrower. Indexes over the column stay; one that cannot hold
 * the new type is built again over a prefix.
 */
public final class ColumnWidth {

    private static final int FIRST_STEP = 512;
    private static final int TEXT_BYTES = 65_535;

    private ColumnWidth() {}

    /**
     * Widens a column if needed, with the usual lock wait.
     *
     * @param requiredCharacters the longest value to be written, in characters (code points)
     * @return whether the column was changed
     * @throws MigrationException when the table or column is missing, is not a text, or cannot be widened
     */
    public static boolean ensure(
            Connection connection, Dialect dialect, String table, String column, int requiredCharacters) {
        return ensure(connection, dialect, DdlRules.DEFAULT, table, column, requiredCharacters);
    }

    /** As {@link #ensure(Connection, Dialect, String, String, int)}, by the rules of a run. */
    public static boolean ensure(
            Connection connection,
            Dialect dialect,
            DdlRules rules,
            String table,
            String column,
            int requiredCharacters) {
        try (Ddl ddl = Ddl.open(connection, dialect, rules)) {
            return ensure(ddl, table, column, requiredCharacters);
        }
    }

    /** As {@link #ensure(Connection, Dialect, String, String, int)}, with the lock wait of {@code ddl}. */
    public static boolean ensure(Ddl ddl, String table, String column, int requiredCharacters) {
        LiveSchema live = ddl.live(table);
        Table found = live.tables().get(table);
        Column now = found == null ? null : found.column(column);
        if (found == null || now == null || !now.type().isText()) {
            throw new MigrationException("Column " + table + "." + column
                    + " must hold texts of " + requiredCharacters + " characters, but "
                    + (now == null ? "is missing" : "is " + now.type()));
        }
        int bytesPerCharacter = now.text() == null ? 4 : now.text().bytesPerCharacter();
        if (capacity(now.type(), bytesPerCharacter) >= requiredCharacters) {
            return false;
        }
        ddl.run(step(ddl, found, now, wider(requiredCharacters, bytesPerCharacter)));
        return true;
    }

    /** Characters that fit for sure. */
    private static long capacity(ColumnType type, int bytesPerCharacter) {
        return switch (type.kind()) {
            case VARCHAR -> type.length();
            case TINYTEXT -> 255 / bytesPerCharacter;
            case TEXT -> TEXT_BYTES / bytesPerCharacter;
            default -> Integer.MAX_VALUE;
        };
    }

    private static ColumnType wider(int requiredCharacters, int bytesPerCharacter) {
        if (requiredCharacters <= FIRST_STEP) {
            return ColumnType.varchar(FIRST_STEP);
        }
        boolean text = requiredCharacters <= TEXT_BYTES / bytesPerCharacter;
        return text
                ? new ColumnType(ColumnType.Kind.TEXT, 0, "text")
                : new ColumnType(ColumnType.Kind.LONGTEXT, 0, "longtext");
    }

    private static PlannedStatement step(Ddl ddl, Table table, Column now, ColumnType wider) {
        Dialect dialect = ddl.dialect();
        Column changed =
                new Column(now.name(), wider, now.nullable(), now.autoIncrement(), now.serverDefault(), now.text());
        String words = "widen column " + now.name() + " from " + now.type() + " to " + wider;
        if (dialect.isPostgres()) {
            String sql = "ALTER TABLE " + dialect.quoted(table.name()) + " ALTER COLUMN " + dialect.quoted(now.name())
                    + " TYPE " + wider.sql(dialect) + PostgresPlanner.collation(now);
            return PlannedStatement.of(table.name(), sql, words).making(before -> before.with(List.of(changed)));
        }
        try {
            MySqlDefinition definition = ddl.isToCome(table.name())
                    ? MySqlDefinition.of(now, dialect)
                    : Objects.requireNonNull(MySqlDefinition.ofTable(ddl.connection(), table.name())
                            .get(now.name()));
            MySqlAlter alter = new MySqlAlter(table, dialect);
            alter.modify(changed, definition.widened(wider, dialect));
            return new PlannedStatement(table.name(), List.of(alter.sql()), words, PlannedStatement.Check.NONE)
                    .making(before -> before.with(List.of(changed)));
        } catch (SQLException e) {
            throw new MigrationException("The definition of table " + table.name() + " could not be read", e);
        }
    }
}
