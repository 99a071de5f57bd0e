package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.changelog.Changeset;
import dev.ragflow.migrator.changelog.Changesets;
import dev.ragflow.migrator.changelog.IncompleteDatabase;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.LockHolder;
import dev.ragflow.migrator.database.LockName;
import dev.ragflow.migrator.history.HistoryFilter;
import dev.ragflow.migrator.history.HistoryReader;
import dev.ragflow.migrator.history.Marks;
import dev.ragflow.migrator.model.tables.VersionMarker;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.LiveSchema;
import dev.ragflow.migrator.schema.NewerThanTarget;
import dev.ragflow.migrator.schema.ReleaseShape;
import dev.ragflow.migrator.verify.Baseline;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads how far a database is. Writes nothing. */
final class StatusReader {

    private final Database database;
    private final Release target;
    private final Settings settings;

    StatusReader(Database database, Settings settings) {
        this.database = database;
        this.target = settings.targetRelease();
        this.settings = settings;
    }

    Status read() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            LiveSchema live = LiveSchema.read(connection, database.dialect());
            ReleaseShape shape = ReleaseShape.of(live);
            Optional<Status.Refusal> refusal = refusal(connection, live);
            List<String> newer = NewerThanTarget.evidence(connection, live, target);
            return new Status(
                    database.describe(),
                    shape,
                    VersionMarker.stored(connection, database.dialect()),
                    refusal,
                    target,
                    newer,
                    refusal.isPresent() || !newer.isEmpty() ? List.of() : pending(),
                    HistoryReader.read(connection, database.dialect(), HistoryFilter.ALL),
                    Marks.read(connection, database.dialect()),
                    Baseline.find(database).map(Baseline::counts).orElse(Map.of()),
                    locks(connection));
        }
    }

    private Optional<Status.Refusal> refusal(Connection connection, LiveSchema live) throws SQLException {
        Optional<Status.Refusal> ofV1 = NewerThanTarget.refusal(connection, live)
                .map(text -> new Status.Refusal(text, "start RAGFlow v1, which migrates by itself."));
        return ofV1.isPresent()
                ? ofV1
                : IncompleteDatabase.refusal(connection, database.dialect())
                        .map(text ->
                                new Status.Refusal(text, "restore the backup completely, or name the right database."));
    }

    private List<Changeset> pending() throws SQLException {
        Set<String> withWork = Set.copyOf(PendingSteps.of(database, settings));
        return Changesets.upTo(target).stream()
                .filter(changeset -> withWork.contains(changeset.step()))
                .toList();
    }

    private Map<String, String> locks(Connection connection) throws SQLException {
        Map<String, String> holders = new LinkedHashMap<>();
        for (LockName name : LockName.values()) {
            LockHolder.of(connection, database, name)
                    .ifPresent(holder -> holders.put(name.description(), holder.describe()));
        }
        return holders;
    }
}
