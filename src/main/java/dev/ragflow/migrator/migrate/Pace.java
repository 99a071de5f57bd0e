package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.ChunkSize;
import dev.ragflow.migrator.batch.Interruption;
import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.ReplicaLag;
import dev.ragflow.migrator.batch.RetryLimit;
import dev.ragflow.migrator.batch.RunningThreads;
import dev.ragflow.migrator.batch.ServerLoad;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.batch.Throttle;
import dev.ragflow.migrator.config.PaceSettings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Makes what the operator said about the pace of a run into what passes over tables go by. */
final class Pace {

    private Pace() {}

    /**
     * @param guard ends the run by throwing
     * @throws MigrationException when what the throttle shall look at cannot be read; nothing has changed yet
     */
    static Pacing of(
            PaceSettings settings,
            Database database,
            Interruption interruption,
            Runnable guard,
            StageProgress progress) {
        return new Pacing(
                new ChunkSize.Bounds(settings.chunkTime(), settings.smallest(), settings.largest()),
                settings.workers(),
                RetryLimit.within(settings.retryTimeout()),
                throttle(settings, database),
                interruption,
                guard,
                progress);
    }

    private static Throttle throttle(PaceSettings settings, Database database) {
        List<ServerLoad> loads = new ArrayList<>();
        settings.maxThreadsRunning().ifPresent(limit -> loads.add(new RunningThreads(database, limit)));
        settings.maxReplicaLag()
                .ifPresent(limit -> loads.add(new ReplicaLag(
                        database, limit, settings.replicaLagQuery().orElse(ReplicaLag.POSTGRES_QUERY))));
        Throttle throttle = new Throttle(loads);
        try {
            throttle.ask();
        } catch (SQLException e) {
            throw new MigrationException(
                    "The server's load cannot be read, which --max-threads-running and --max-replica-lag need; nothing"
                            + " was changed",
                    e);
        }
        return throttle;
    }
}
