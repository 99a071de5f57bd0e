package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.rules.AddedAfter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Up to when a pass may call changes seen: no later than the stages before it have. A model that the application adds between
 * two stages is passed over by the second one, since what the first would have made is not there, and has to be seen again.
 */
public final class HighWater {

    private final StageContext context;

    public HighWater(StageContext context) {
        this.context = context;
    }

    /**
     * For a pass over {@code tenant_llm}.
     *
     * @param newest the newest change of the table, epoch milliseconds
     */
    public long ofModels(StageName stage, long newest) throws SQLException {
        long seen = newest;
        for (StageName earlier : StageName.OF_TENANTS.subList(0, StageName.OF_TENANTS.indexOf(stage))) {
            seen = Math.min(seen, seenBy(earlier).orElse(newest));
        }
        return seen;
    }

    /** For references, which need the instances of the models that they name: the newest change of {@code tenant_llm} that has its. */
    public long ofReferences(Connection connection) throws SQLException {
        Optional<LegacyTable> legacy = LegacyTable.of(context);
        long newest = legacy.isPresent() ? legacy.get().highWater(connection) : 0;
        return Math.min(newest, seenBy(StageName.INSTANCE).orElse(newest));
    }

    /** Which models came behind the last pass that makes instances; none where no pass has finished. */
    public AddedAfter behindInstances() throws SQLException {
        return behind(Checkpoint::highWater, StageName.INSTANCE);
    }

    /** Which models may have come behind the last pass over references; none where no pass has finished. */
    public AddedAfter behindReferences() throws SQLException {
        return behind(Checkpoint::readSince, StageName.REFERENCES);
    }

    private AddedAfter behind(Function<Checkpoint, @Nullable Long> seen, StageName stage) throws SQLException {
        return new AddedAfter(
                context.checkpoints().find(stage.text()).map(seen).orElse(Long.MAX_VALUE),
                context.times(LegacyTable.NAME).latest());
    }

    private Optional<Long> seenBy(StageName stage) throws SQLException {
        return context.checkpoints().find(stage.text()).map(Checkpoint::highWater);
    }
}
