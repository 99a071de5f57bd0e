package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Tally;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Passes one table with references; the first pass sees every row, later ones those that were written since. */
final class ReferencePass {

    private final StageContext context;
    private final ReferenceTable table;
    private final LiveTable live;
    private final ReferenceReader reader;
    private final String stage;

    private ReferencePass(StageContext context, ReferenceTable table, LiveTable live) {
        this.context = context;
        this.table = table;
        this.live = live;
        this.reader = new ReferenceReader(context.dialect(), table, live);
        this.stage = StageName.REFERENCES.text() + "/" + table.name();
    }

    /** Empty where the table, or all its columns with references, are not there. */
    static Optional<ReferencePass> of(StageContext context, ReferenceTable table) throws SQLException {
        Optional<LiveTable> live = context.table(table.name());
        if (live.isEmpty() || !live.get().has(table.owner()) || !live.get().has("id")) {
            return Optional.empty();
        }
        ReferenceTable present = table.within(live.get());
        return present.names().isEmpty() && present.json() == null
                ? Optional.empty()
                : Optional.of(new ReferencePass(context, present, live.get()));
    }

    boolean hasWork() throws SQLException {
        Optional<Checkpoint> checkpoint = context.checkpoints().find(stage);
        try (Connection connection = context.connection()) {
            boolean again = checkpoint.isPresent() && checkpoint.get().finished();
            return reader.hasRows(connection, again ? checkpoint.get().highWater() : null);
        }
    }

    /**
     * Passes the table.
     *
     * @param tally takes what happens to the table
     * @param models takes the rows added to tenant_model
     * @return what the operator should know
     */
    List<String> run(Tally tally, Tally models) throws SQLException {
        Checkpoint checkpoint;
        long rows;
        try (Connection connection = context.connection()) {
            checkpoint = context.checkpoints().begin(stage, reader.highWater(connection));
            rows = reader.count(connection, checkpoint.highWater());
        }
        Long since = checkpoint.highWater();
        ReferenceChunks chunks = new ReferenceChunks(context, table, live, reader, checkpoint, tally, models);
        context.pass().run(checkpoint, StageName.REFERENCES.text(), table.name(), rows, (connection, after) -> {
            List<String> ids = reader.idsAfter(connection, after, since);
            return ids.isEmpty() ? Optional.empty() : Optional.of(chunks.of(connection, ids));
        });
        return chunks.notes();
    }
}
