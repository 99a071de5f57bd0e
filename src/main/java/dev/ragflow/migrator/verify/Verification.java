package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.Retries;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Snapshot;
import dev.ragflow.migrator.model.check.PreservationCount;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Preservation;
import dev.ragflow.migrator.model.domain.Repairable;
import dev.ragflow.migrator.model.domain.Samples;
import dev.ragflow.migrator.model.domain.Sketch;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.LiveSchema;
import dev.ragflow.migrator.schema.SchemaDifference;
import dev.ragflow.migrator.schema.SchemaDifference.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a database is what a release expects, and whether every model and reference still means what it meant. It
 * writes nothing, takes no locks, and sees one moment of the database: read-only transactions with a consistent snapshot, see
 * {@link Snapshot}. Every row is read once, some tenants at a time.
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
    private final @Nullable Baseline before;

    private Verification(Database database, Release release, Catalogue catalogue, @Nullable Baseline before) {
        this.database = database;
        this.release = release;
        this.catalogue = catalogue;
        this.before = before;
    }

    /**
     * @param release what the database should be; before v0.26 only tables, columns and indexes are compared
     * @param catalogue the models that release has by itself
     */
    public static Verification of(Database database, Release release, Catalogue catalogue) {
        return new Verification(database, release, catalogue, null);
    }

    /** The same, but what was wrong before a run is not a failure if RAGFlow tolerates it; otherwise everything wrong is one. */
    public Verification comparedWith(@Nullable Baseline earlier) {
        return new Verification(database, release, catalogue, earlier);
    }

    /**
     * What is wrong before a run changes anything. While the new tables are empty, nothing can be, and nothing is looked at.
     *
     * @param readers as below
     * @param between as below
     * @throws MigrationException when the database cannot be read
     */
    public Baseline baseline(int readers, Runnable between) {
        try {
            return release.hasModelTables() && new PreservationCount(database, release, catalogue).hasProviders()
                    ? Baseline.of(run(readers, between))
                    : Baseline.NOTHING;
        } catch (SQLException e) {
            throw new MigrationException("The database could not be read; nothing was changed", e);
        }
    }

    /**
     * What a run of now will leave as it is and report as findings: what is wrong already, and models of which the run itself sees
     * that nobody knows their type. How many rows a repair would restore is known for certain only after the run.
     *
     * @param unknownTypes how many such models the run sees
     * @throws MigrationException when the database cannot be read
     */
    public List<CheckResult> expectedFindings(long unknownTypes) {
        try {
            if (release.hasModelTables() && new PreservationCount(database, release, catalogue).hasProviders()) {
                return run(1, () -> {}).checks().stream()
                        .filter(check -> check.found() > 0 && Check.isLeftByRuns(check))
                        .map(CheckResult::asFinding)
                        .toList();
            }
            return unknownTypes == 0 ? List.of() : List.of(Check.UNKNOWN_TYPES.result(unknownTypes, List.of()));
        } catch (SQLException e) {
            throw new MigrationException("The database could not be read; nothing was changed", e);
        }
    }

    /**
     * Runs all checks.
     *
     * @throws MigrationException when the database cannot be read
     */
    public VerificationReport run() {
        return run(Pacing.DEFAULT_WORKERS, () -> {});
    }

    /**
     * The same.
     *
     * @param readers connections that read tenants at once, at least 1; more than 1 take one more of the pool
     * @param between called again and again; ends the verification by throwing
     * @throws MigrationException when the database cannot be read
     */
    public VerificationReport run(int readers, Runnable between) {
        try {
            return Retries.within(LONGEST).pausing(PAUSE).run("the verification", () -> once(readers, between));
        } catch (SQLException e) {
            throw new MigrationException("The database could not be read for verification; nothing was changed", e);
        }
    }

    private VerificationReport once(int readers, Runnable between) throws SQLException {
        between.run();
        // with more than one reader another connection finds out what they are to read
        try (Snapshot snapshot = Snapshot.open(database, readers == 1 ? 1 : readers + 1)) {
            return report(snapshot.connections(), between);
        }
    }

    private VerificationReport report(List<Connection> connections, Runnable between) throws SQLException {
        Connection connection = connections.get(0);
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
        Map<Connection, RowChecks> seen = new LinkedHashMap<>();
        connections
                .subList(connections.size() == 1 ? 0 : 1, connections.size())
                .forEach(reader -> seen.put(reader, new RowChecks()));
        PreservationCount.Result counted = count.run(
                connection,
                seen.entrySet().stream()
                        .map(reader -> new PreservationCount.Reader(reader.getKey(), reader.getValue()))
                        .toList(),
                between);
        RowChecks rows = new RowChecks();
        seen.values().forEach(rows::addAll);
        results.addAll(new UniqueChecks(connection).run(before));
        results.addAll(rows.results(before));
        if (release.hasTypeBits()) {
            results.add(new TypeNames(connection, database.dialect(), live).run());
            results.add(Check.ID_COLUMNS.result(counted.idColumns(), null));
        }
        results.add(Check.STORED_IDS.result(counted.storedIds(), before));
        results.add(partlyTolerable(Check.REFERENCES, counted.preservation().references(), counted.unseeded()));
        results.add(Check.REFERENCES_CUT.result(counted.cut(), before));
        results.add(Check.REFERENCES_OFF.result(counted.off(), before));
        results.add(partlyTolerable(Check.MODELS, counted.preservation().models(), counted.unheld()));
        results.add(Check.UNKNOWN_TYPES.result(counted.unknownTypes(), before));
        results.add(Check.UNKNOWN_IDS.result(counted.unknownIds(), before));
        Repairable repairable = counted.repairable();
        results.add(Check.REPAIRABLE.result(repairable.count(), repairable.parts()));
        results.add(Check.UNDECIDED.result(repairable.undecided(), repairable.undecidedParts()));
        return new VerificationReport(release, results, warnings, counted.preservation(), counted.repairable());
    }

    /**
     * For a check of what is lost. RAGFlow's script may have lost some of it before the run, beyond what anybody can know; all else it
     * never loses for good.
     */
    private CheckResult partlyTolerable(Check check, Preservation.Count count, Samples scripts) {
        Samples found = new Samples();
        found.add(count.lost(), count.samples());
        Sketch sketch = scripts.sketch();
        long tolerated = before == null ? 0 : sketch.count() - sketch.beyond(before.of(check));
        return check.result(found, sketch, count.lost() - tolerated);
    }

    /** Whether the model tables exist with the columns that are read. */
    private static boolean canBeRead(List<SchemaDifference> open) {
        return open.stream()
                .noneMatch(difference -> MODEL_TABLES.contains(difference.table())
                        && (difference.kind() == Kind.MISSING_TABLE || difference.kind() == Kind.MISSING_COLUMN));
    }
}
