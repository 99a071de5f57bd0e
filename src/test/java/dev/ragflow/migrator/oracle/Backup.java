package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** RAGFlow's tables with their rows as they once were, kept beside them; what came since is not in it. */
final class Backup {

    private static final String KEPT = "kept_";

    private final TestDatabase database;
    private final List<String> tables;

    private Backup(TestDatabase database, List<String> tables) {
        this.database = database;
        this.tables = tables;
    }

    /** Makes one of all of RAGFlow's tables. */
    static Backup of(TestDatabase database, Connection connection) throws SQLException {
        Set<String> own = Set.of(EndToEndTest.OWN_TABLES);
        List<String> tables = DatabaseSnapshot.of(connection).tables().keySet().stream()
                .filter(table -> !own.contains(table) && !table.startsWith(KEPT))
                .toList();
        boolean postgres = database.server() == TestServer.POSTGRES;
        for (String table : tables) {
            String copy = "`" + KEPT + table + "`";
            database.execute(
                    postgres
                            ? "CREATE TABLE " + copy + " (LIKE `" + table + "` INCLUDING ALL)"
                            : "CREATE TABLE " + copy + " LIKE `" + table + "`",
                    "INSERT INTO " + copy + (postgres ? " OVERRIDING SYSTEM VALUE" : "") + " SELECT * FROM `" + table
                            + "`");
            if (postgres) {
                takeSequences(database, connection, table);
            }
        }
        return new Backup(database, tables);
    }

    /** A sequence goes with the table that owns it, and the copy counts by the same one. */
    private static void takeSequences(TestDatabase database, Connection connection, String table) throws SQLException {
        String sql = "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
                + " AND column_default LIKE 'nextval(%' AND table_name = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String column = row.getString(1);
                    database.execute("ALTER SEQUENCE `" + table + "_" + column + "_seq` OWNED BY `" + KEPT + table
                            + "`.`" + column + "`");
                }
            }
        }
    }

    /** Drops what is in the place of its tables and brings these back, but for some; all other tables stay. */
    void restore(String... without) {
        for (String table : tables) {
            if (List.of(without).contains(table)) {
                database.execute("DROP TABLE `" + KEPT + table + "`");
            } else {
                database.execute(
                        "DROP TABLE `" + table + "`", "ALTER TABLE `" + KEPT + table + "` RENAME TO `" + table + "`");
            }
        }
    }
}
