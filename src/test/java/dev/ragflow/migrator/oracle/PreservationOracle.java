package dev.ragflow.migrator.oracle;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells whether a migration to v0.26 preserved what worked: compares a snapshot of before with one of after, by the rules of
 * the applications alone. For databases whose model tables were empty before.
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
    }

    /** What is not as it must be, a sentence each with the row's key; empty where all is well. */
    public static List<String> check(Snapshot before, Snapshot after) {
        return check(before.database, after.database, ReleaseCatalogue.of("v0.26.4"));
    }

    static List<String> check(DatabaseSnapshot before, DatabaseSnapshot after, ReleaseCatalogue catalogue) {
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
        violations.addAll(new OldDataCheck(before, after).violations());
        violations.addAll(new NewTableCheck(before, after, expected, application, catalogue).violations());
        ModelCheck models = new ModelCheck(after, expected, application, catalogue);
        violations.addAll(models.violations());
        violations.addAll(
                new ReferenceCheck(before, after, legacy, expected, models, application, catalogue).violations());
        return violations;
    }
}
