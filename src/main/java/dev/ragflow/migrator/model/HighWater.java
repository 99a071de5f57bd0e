package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Checkpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Up to when a pass may call changes seen: no later than the stages before it have. A model that the application adds between
 * two stages is passed over by the second one, since what the first would have made is not there, and has to be seen again.
 */
final class HighWater {

    /** Those that pass {@code tenant_llm}, each of which needs what the one before has made. */
    private static final List<StageName> IN_ORDER = List.of(StageName.PROVIDER, StageName.INSTANCE, StageName.MODEL);

    private final StageContext context;

    HighWater(StageContext context) {
        this.context = context;
    }

    /**
     * For a pass over {@code tenant_llm}.
     *
     * @param newest the newest change of the table, epoch milliseconds
     */
    long ofModels(StageName stage, long newest) throws SQLException {
        long seen = newest;
        for (StageName earlier : IN_ORDER.subList(0, IN_ORDER.indexOf(stage))) {
            seen = Math.min(seen, seenBy(earlier).orElse(newest));
        }
        return seen;
    }

    /**
     * For a pass over references, which need the instances of the models that they name.
     *
     * @param newest the newest change of the table with references, epoch milliseconds
     */
    long ofReferences(Connection connection, long newest) throws SQLException {
        Optional<LegacyTable> legacy = LegacyTable.of(context);
        Optional<Long> instances = seenBy(StageName.INSTANCE);
        boolean pending =
                legacy.isPresent() && instances.isPresent() && legacy.get().hasChanges(connection, instances.get());
        return pending ? Math.min(newest, instances.orElseThrow()) : newest;
    }

    /** The newest change of {@code tenant_llm} that has its instance for certain; none is newer where that is not known. */
    long withInstances() throws SQLException {
        return seenBy(StageName.INSTANCE).orElse(Long.MAX_VALUE);
    }

    private Optional<Long> seenBy(StageName stage) throws SQLException {
        return context.checkpoints().find(stage.text()).map(Checkpoint::highWater);
    }
}
