package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.model.domain.StageName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Looks whether tables are others than those that checkpoints speak of: a backup that is restored over a migrated database brings
 * RAGFlow's tables back as they were and leaves this program's own, with the notes of passes that these rows have not seen. Only what
 * takes no reading of rows is looked at; what is not seen here, the verification finds.
 */
public final class RestoredTables {

    /**
     * What shows it.
     *
     * @param text a part of a sentence
     * @param ofOldReferences whether the tables are of a release before the new model tables, so that their references have the old form
     */
    public record Evidence(String text, boolean ofOldReferences) {}

    /** Tables of which rows are seldom deleted. */
    private static final String TENANT = "tenant";

    private final StageContext context;

    public RestoredTables(StageContext context) {
        this.context = context;
    }

    public Optional<Evidence> find() throws SQLException {
        context.forgetTables();
        Optional<Evidence> byShape = byShape();
        return byShape.isPresent() ? byShape : byTime();
    }

    /** Columns are made before the stages that read them, so one that is gone is of another table. */
    private Optional<Evidence> byShape() throws SQLException {
        boolean lacksId =
                context.stored(LegacyTable.NAME).filter(live -> !live.has("id")).isPresent();
        if (lacksId && isNoted(StageName.PROVIDER.text())) {
            return Optional.of(new Evidence("tenant_llm has no column id, though its models were migrated", true));
        }
        boolean words = context.stored(ModelTables.MODEL)
                .filter(LiveTable::hasTypeWords)
                .isPresent();
        if (words && isNoted(StageName.IDS.text())) {
            return Optional.of(new Evidence("tenant_model has its types as words, though they were merged", false));
        }
        context.lookAt(ReferenceTable.WITH_NAMES);
        for (ReferenceTable table : ReferenceTable.ALL) {
            LiveTable live = context.stored(table.name()).orElse(null);
            if (live == null || table.names().isEmpty() || !isNoted(StageName.IDS.text() + "/" + table.name())) {
                continue;
            }
            List<String> without = table.within(live).names().stream()
                    .map(IdTable::idColumn)
                    .filter(column -> !live.isText(column))
                    .toList();
            if (!without.isEmpty()) {
                return Optional.of(new Evidence(
                        table.name() + " has no ids in " + String.join(", ", without) + ", though they were written",
                        true));
            }
        }
        return Optional.empty();
    }

    private boolean isNoted(String checkpoint) throws SQLException {
        return context.checkpoints().find(checkpoint).isPresent();
    }

    /** Times only grow, unless the row written last is deleted, which of these tables is rare. */
    private Optional<Evidence> byTime() throws SQLException {
        boolean older = isOlder(StageName.PROVIDER.text(), LegacyTable.NAME);
        if (older || isOlder(StageName.REFERENCES.text() + "/" + TENANT, TENANT)) {
            return Optional.of(new Evidence(
                    "the newest row of " + (older ? LegacyTable.NAME : TENANT)
                            + " is older than the newest that an earlier run has seen",
                    false));
        }
        return Optional.empty();
    }

    private boolean isOlder(String checkpoint, String table) throws SQLException {
        Long seen =
                context.checkpoints().find(checkpoint).map(Checkpoint::reach).orElse(null);
        boolean timed = context.stored(table)
                .filter(live -> live.has("update_time") && live.has("create_time"))
                .isPresent();
        if (seen == null || !timed) {
            return false;
        }
        try (Connection connection = context.connection()) {
            return context.times(table).highWater(connection) < seen;
        }
    }
}
