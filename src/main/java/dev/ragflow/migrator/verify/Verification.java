package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.batch.Retries;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.model.Catalogue;
import dev.ragflow.migrator.model.PreservationCount;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.LiveSchema;
import dev.ragflow.migrator.schema.SchemaDifference;
import dev.ragflow.migrator.schema.SchemaDifference.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks whether a database is what a release expects, and whether every model and reference still means what it meant. It
 * writes nothing, takes no locks, and sees one moment of the database: a read-only transaction with a consistent snapshot.
 * Every row is read once, some tenants at a time.
 */
public final class Verification {

    private static final Set<String> MODEL_TABLES =
            Set.of("tenant_model_provider", "tenant_model_instance", "tenant_model");

    /** A server that restarts is back within that; each attempt reads everything from the beginning. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Database database;
    private final Release release;
    private final Catalogue catalogue;

    private Verification(Database database, Release release, Catalogue catalogue) {
        this.database = database;
        this.release = release;
        this.catalogue = catalogue;
    }

    /**
     * @param release what the database should be; before v0.26 only tables, columns and indexes are compared
     * @param catalogue the models that release has by itself
     */
    public static Verification of(Database database, Release release, Catalogue catalogue) {
        return new Verification(database, release, catalogue);
    }

    /**
     * Runs all checks.
     *
     * @throws MigrationException when the database cannot be read
     */
    public VerificationReport run() {
        return run(() -> {});
    }

    /**
     * The same.
     *
     * @param between called again and again; ends the verification by throwing
     * @throws MigrationException when the database cannot be read
     */
    public VerificationReport run(Runnable between) {
        try {
            return Retries.within(LONGEST).pausing(PAUSE).run("the verification", () -> once(between));
        } catch (SQLException e) {
            throw new MigrationException("The database could not be read for verification; nothing was changed", e);
        }
    }

    private VerificationReport once(Runnable between) throws SQLException {
        between.run();
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            beReadOnly(connection);
            VerificationReport report = report(connection, between);
            connection.rollback();
            return report;
        }
    }

    /** For this transaction only: the connection goes back to the pool. */
    private static void beReadOnly(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION READ ONLY");
        }
    }

    private VerificationReport report(Connection connection, Runnable between) throws SQLException {
        LiveSchema live = LiveSchema.read(connection, database.dialect());
        SchemaVerdict schema = SchemaVerdict.of(release, live);
        List<SchemaDifference> open = schema.open();
        List<String> warnings = schema.warnings();
        List<CheckResult> results = new ArrayList<>();
        results.add(Check.SCHEMA.result(
                open.size(),
                open.stream().limit(5).map(SchemaDifference::sentence).toList()));
        if (!release.hasModelTables() || !canBeRead(open)) {
            return new VerificationReport(release, results, warnings, null, null);
        }
        PreservationCount count = new PreservationCount(database, release, catalogue);
        RowChecks rows = new RowChecks(between);
        PreservationCount.Result counted = count.run(connection, rows);
        results.addAll(new UniqueChecks(connection).run());
        results.addAll(rows.results());
        if (release.hasTypeBits()) {
            results.add(new TypeNames(connection, database.dialect(), live).run());
            results.add(Check.ID_COLUMNS.result(counted.idColumns()));
        }
        results.add(Check.STORED_IDS.result(counted.storedIds()));
        results.add(Check.REFERENCES.result(
                counted.preservation().references().lost(),
                counted.preservation().references().samples()));
        results.add(Check.MODELS.result(
                counted.preservation().models().lost(),
                counted.preservation().models().samples()));
        results.add(Check.UNKNOWN_TYPES.result(counted.unknownTypes()));
        results.add(Check.UNKNOWN_IDS.result(counted.unknownIds()));
        return new VerificationReport(release, results, warnings, counted.preservation(), counted.repairable());
    }

    /** Whether the model tables are there with the columns that are read. */
    private static boolean canBeRead(List<SchemaDifference> open) {
        return open.stream()
                .noneMatch(difference -> MODEL_TABLES.contains(difference.table())
                        && (difference.kind() == Kind.MISSING_TABLE || difference.kind() == Kind.MISSING_COLUMN));
    }
}
