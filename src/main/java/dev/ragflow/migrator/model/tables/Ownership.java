package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.StageName;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Since when users may have changed the new tables. While the version marker is below a release nobody but migrations can have
 * written what that release reads.
 *
 * @param newTables whether RAGFlow v0.26 or later works with the new tables
 * @param typeBits whether RAGFlow v0.27 or later does
 * @param instancesFrom when this program first made instances, epoch milliseconds
 * @param modelsFrom when this program first wrote models in words, epoch milliseconds
 * @param modelsUntil when it last finished that, 0 if it has not
 */
public record Ownership(boolean newTables, boolean typeBits, long instancesFrom, long modelsFrom, long modelsUntil) {

    public static Ownership read(StageContext context) throws SQLException {
        Optional<Checkpoint> models = context.checkpoints().find(StageName.MODEL.text());
        Long until = models.map(Checkpoint::finishedAt).orElse(null);
        return new Ownership(
                VersionMarker.isAtLeastV026(context),
                VersionMarker.isAtLeastV027(context),
                context.checkpoints()
                        .find(StageName.INSTANCE.text())
                        .map(Checkpoint::firstStartedAt)
                        .orElse(Long.MAX_VALUE),
                models.map(Checkpoint::firstStartedAt).orElse(Long.MAX_VALUE),
                until == null ? 0 : until);
    }

    /** Whether this program made the row and nobody has touched it since. */
    public boolean isOurs(StoredModels.Row row) {
        return !row.edited() && row.createdAt() >= modelsFrom && row.createdAt() <= modelsUntil;
    }

    /** Whether this program made the instance before it last finished the models, and nobody has touched it since. */
    public boolean isOurs(Instance instance) {
        return !instance.isEdited()
                && instance.isNamedByScript(List.of())
                && instance.createdAt() >= instancesFrom
                && instance.createdAt() <= modelsUntil;
    }
}
