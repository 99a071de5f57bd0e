package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.model.tables.VersionMarker;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.release.Version;
import dev.ragflow.migrator.schema.ExpectedSchema;
import dev.ragflow.migrator.schema.LiveSchema;
import dev.ragflow.migrator.schema.SchemaComparison;
import dev.ragflow.migrator.schema.SchemaDifference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Whether a database is at least at a release, by what others can see of it: the version marker, which a migration writes last, and
 * the tables. Takes a few short reads.
 *
 * @param order where it is, seen from the release
 * @param reason what it is by, or what is missing; a part of a sentence
 */
record TargetState(Order order, String reason) {

    enum Order {
        BEHIND,
        THERE,
        NEWER
    }

    boolean reached() {
        return order != Order.BEHIND;
    }

    static TargetState of(Database database, Release target) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setReadOnly(true);
            return of(connection, database.dialect(), target);
        }
    }

    private static TargetState of(Connection connection, Dialect dialect, Release target) throws SQLException {
        String wanted = VersionMarker.of(target).orElse(target.tag());
        String marker = VersionMarker.stored(connection, dialect).orElse("");
        Optional<Version> version = Version.parse(marker);
        int order = version.map(found -> found.compareTo(Version.parse(wanted).orElseThrow()))
                .orElse(-1);
        if (order > 0) {
            return new TargetState(Order.NEWER, "the version marker says " + marker);
        }
        if (order < 0 && target.hasModelTables()) {
            return new TargetState(
                    Order.BEHIND,
                    marker.isEmpty() ? "there is no version marker" : "the version marker says '" + marker + "'");
        }
        return firstDifference(connection, dialect, target)
                .map(difference ->
                        new TargetState(Order.BEHIND, difference.sentence().replaceFirst("\\.$", "")))
                .orElseGet(() -> new TargetState(
                        Order.THERE,
                        marker.isEmpty() ? "its tables are as they should be" : "the version marker says " + marker));
    }

    /** What the release would not find in its tables. */
    static Optional<SchemaDifference> firstDifference(Connection connection, Dialect dialect, Release release) {
        return SchemaComparison.compare(ExpectedSchema.of(release), LiveSchema.read(connection, dialect)).stream()
                .filter(SchemaDifference::isOpen)
                .findFirst();
    }
}
