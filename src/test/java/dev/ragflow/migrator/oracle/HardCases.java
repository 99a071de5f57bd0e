package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * A legacy database full of what goes wrong in real ones, for any release from v0.19.0 to v0.25.6 (a v0.26.4 schema takes it
 * too). A tenant covers one area, so that bare names of one area do not reach into another.
 */
public final class HardCases {

    private HardCases() {}

    /** Loads everything, names and keys that differ only in case included; what the release lacks is left out. */
    public static void load(TestDatabase database) throws SQLException {
        load(database, true);
    }

    /** Loads what means the same under every collation, so that two databases can be compared with each other. */
    public static void loadComparable(TestDatabase database) throws SQLException {
        load(database, false);
    }

    private static void load(TestDatabase database, boolean caseVariants) throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            LegacyRows rows = new LegacyRows(new RowLoader(connection), new TestSecrets());
            loadInto(rows, caseVariants);
            connection.commit();
        }
    }

    private static void loadInto(LegacyRows rows, boolean caseVariants) throws SQLException {
        HardModels models = new HardModels(rows);
        models.keys();
        models.baseUrls();
        models.names();
        models.states();
        models.types();
        models.factories();
        HardReferences references = new HardReferences(rows);
        references.ties();
        references.jsonTexts();
        references.otherTenants();
        references.hints();
        if (caseVariants) {
            HardCaseVariants.load(rows);
        }
    }

    /** Every credential and password in the data, eight characters or longer each, none twice. */
    public static List<String> secrets() {
        TestSecrets secrets = new TestSecrets();
        try {
            loadInto(new LegacyRows(null, secrets), true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return secrets.all();
    }

    /** The tenant of an area, for example {@code tenant("keys")}: 32 hexadecimal digits. */
    public static String tenant(String area) {
        return id("tenant " + area);
    }

    /** The id of a row by its label: 32 hexadecimal digits. */
    static String id(String label) {
        return UUID.nameUUIDFromBytes(label.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }
}
