package dev.ragflow.migrator.oracle;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells whether a migration preserved what worked: compares a snapshot of before with one of after, by the rules of
 * the applications alone.
 */
public final class PreservationOracle {

    private PreservationOracle() {}

    /** Everything a database holds, to be handed to {@link #check} later. */
    public static Snapshot snapshot(Connection connection) throws SQLException {
        return new Snapshot(DatabaseSnapshot.of(connection));
    }

    /** The content of a database at one moment. */
    public static final class Snapshot {

        private final DatabaseSnapshot database;

        private Snapshot(DatabaseSnapshot database) {
            this.database = database;
        }

        DatabaseSnapshot database() {
            return database;
        }
    }

    /** What is not as it must be, a sentence each with the row's key; empty where all is well. */
    public static List<String> check(Snapshot before, Snapshot after) {
        return check(before, after, "v0.26.4");
    }

    /** The same for a migration to a release, v0.26.4 or v0.27.0. Rows of the new tables may be there before. */
    public static List<String> check(Snapshot before, Snapshot after, String tag) {
        return check(before, before, after, tag);
    }

    /**
     * The same where something went on between the two, such as RAGFlow's own script.
     *
     * @param before when the old application was still serving
     * @param start when the judged migration began
     */
    public static List<String> check(Snapshot before, Snapshot start, Snapshot after, String tag) {
        return check(before.database, start.database, after.database, ReleaseCatalogue.of(tag));
    }

    private static List<String> check(
            DatabaseSnapshot before, DatabaseSnapshot start, DatabaseSnapshot after, ReleaseCatalogue catalogue) {
        LegacyApplication legacy = new LegacyApplication(before, catalogue);
        ExpectedModels expected = new ExpectedModels(before, catalogue);
        List<StoredReference> places = new ReferencePlaces(before).all();
        for (StoredReference place : places) {
            String tenant = place.tenant();
            if (tenant != null) {
                legacy.resolve(tenant, place.text(), place.slot(), place.hint())
                        .ifPresent(row -> expected.usedAs(row, place));
            }
        }
        NewApplication application = new NewApplication(after, catalogue);
        List<String> violations = new ArrayList<>();
        violations.addAll(new OldDataCheck(before, after, catalogue.hasTypeBits()).violations());
        violations.addAll(new NewTableCheck(start, after, expected, application, catalogue).violations());
        ModelCheck models = new ModelCheck(start, after, expected, application, catalogue);
        violations.addAll(models.violations());
        violations.addAll(new ReferenceCheck(before, start, after, legacy, expected, models, application, catalogue)
                .violations());
        if (catalogue.hasTypeBits()) {
            violations.addAll(new SeedCheck(start, expected, application, after, catalogue).violations());
            violations.addAll(new NativeModelCheck(start, after, application, catalogue).violations());
            violations.addAll(new IdColumnCheck(after, application).violations());
        }
        return violations;
    }
}
