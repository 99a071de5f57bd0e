package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.RangeReader;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.database.Transaction;
import dev.ragflow.migrator.model.domain.TypedRow;
import dev.ragflow.migrator.model.rules.ReferenceRules;
import dev.ragflow.migrator.model.tables.HighWater;
import dev.ragflow.migrator.model.tables.InList;
import dev.ragflow.migrator.model.tables.LiveTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.Owners;
import dev.ragflow.migrator.model.tables.ReferenceHead;
import dev.ragflow.migrator.model.tables.ReferenceHeads;
import dev.ragflow.migrator.model.tables.ReferenceTable;
import dev.ragflow.migrator.model.tables.SlotTypes;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.VersionMarker;
import dev.ragflow.migrator.model.tables.Widths;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the chunks of one pass over a table with references, and keeps count of them. */
final class ReferenceChunks {

    /** How often a row is read again that somebody changes all the time. */
    private static final int ATTEMPTS = 5;

    private static final int SAMPLES = 5;

    private final StageContext context;
    private final ReferenceTable table;
    private final String checkpoint;
    private final ReferenceHeads reader;
    private final LiveTable.Column id;
    private final LiveTable live;
    private final ReferenceRules rules;
    private final ReferencePlanner planner;
    private final Widths widths;
    private final Widths modelWidths;
    private final boolean typesAreWords;
    private final Tally tally;
    private final Tally added;
    private final List<String> shared = new ArrayList<>();
    private long sharedCount;
    private long raced;

    /**
     * @param checkpoint of the regular pass
     * @param repair whether this is a repair
     * @param tally takes what happens to the table
     * @param added takes the rows added to tenant_model, and those that got another type
     */
    ReferenceChunks(
            StageContext context,
            ReferenceTable table,
            LiveTable live,
            ReferenceHeads reader,
            TenantModelsCache models,
            Checkpoint checkpoint,
            boolean repair,
            Tally tally,
            Tally added)
            throws SQLException {
        this.context = context;
        this.table = table;
        this.checkpoint = checkpoint.stage();
        this.id = live.column("id").orElseThrow();
        this.reader = reader;
        this.typesAreWords = context.requiredTable(ModelTables.MODEL).hasTypeWords();
        this.live = live;
        HighWater seen = new HighWater(context);
        this.rules = new ReferenceRules(
                checkpoint.finishedAt() == null,
                VersionMarker.isAtLeastV026(context),
                repair,
                seen.behindInstances(),
                seen.behindReferences());
        this.planner = new ReferencePlanner(table, reader, new Owners(context.keyed(), table), models, rules);
        this.widths = new Widths(context, live);
        this.modelWidths = context.widths(ModelTables.MODEL);
        this.tally = tally;
        this.added = added;
    }

    /** What this pass makes of the names in rows, for those who read them behind it. */
    NamesToBe names(TenantModelsCache models, @Nullable Long since, @Nullable String after) {
        ReferenceTable own = new ReferenceTable(table.name(), table.names(), null, table.owner(), table.lookups());
        ReferenceHeads heads = new ReferenceHeads(context.keyed(), own, live);
        return new NamesToBe(
                heads, new ReferencePlanner(own, heads, new Owners(context.keyed(), own), models, rules), since, after);
    }

    /** Those of the rows written after {@code since}, if given. */
    RangeReader<List<ReferenceHead>> since(@Nullable Long since) {
        return new RangeReader<>() {

            @Override
            public Optional<List<ReferenceHead>> range(Connection connection, @Nullable String after, int size)
                    throws SQLException {
                return Optional.of(reader.after(connection, after, since, size)).filter(heads -> !heads.isEmpty());
            }

            @Override
            public String lastKey(List<ReferenceHead> heads) {
                return heads.get(heads.size() - 1).row().id();
            }

            @Override
            public Chunk read(Connection connection, List<ReferenceHead> heads) throws SQLException {
                return of(connection, heads, 1);
            }
        };
    }

    private ReferenceChunk of(Connection connection, List<ReferenceHead> heads, int attempt) throws SQLException {
        ReferenceEdits edits = planner.edits(connection, heads);
        List<ReferenceRules.Extra> words = typesAreWords
                ? edits.extras().stream().filter(extra -> !extra.onlyUnedited()).toList()
                : List.of();
        List<TypedRow> extras = ReferenceChunk.models(context, connection, words);
        SlotTypes slots = SlotTypes.of(context, words);
        TypeBits bits = typesAreWords ? TypeBits.none(context) : TypeBits.of(context, connection, edits.extras());
        return new ReferenceChunk(
                context,
                table,
                checkpoint,
                id,
                heads,
                edits,
                extras,
                slots,
                bits,
                widths,
                modelWidths,
                (done, inserted, typed, updated, lost, again) ->
                        committed(done, inserted, typed, updated, lost, again, attempt));
    }

    private void committed(
            ReferenceEdits edits,
            long inserted,
            long typed,
            long updated,
            long lost,
            Collection<String> again,
            int attempt)
            throws SQLException {
        if (attempt == 1) {
            tally.add(edits.tally());
        }
        tally.updated(updated);
        added.inserted(inserted);
        added.updated(typed);
        sharedCount += edits.sharedBeyondDefault().size();
        edits.sharedBeyondDefault().stream()
                .limit(Math.max(0, SAMPLES - shared.size()))
                .forEach(shared::add);
        if (!again.isEmpty()) {
            raced += lost;
            again(again, lost, attempt);
        }
    }

    /** Reads rows again that somebody changed after they were read. */
    private void again(Collection<String> ids, long lost, int attempt) throws SQLException {
        if (attempt == ATTEMPTS) {
            tally.skipped("row that the application kept changing", lost);
            return;
        }
        for (List<String> portion : InList.portions(ids)) {
            try (Connection connection = context.connection()) {
                for (List<ReferenceHead> heads : reader.of(connection, portion)) {
                    ReferenceChunk chunk = of(connection, heads, attempt + 1);
                    chunk.prepare();
                    if (!context.isDryRun()) {
                        Transaction.run(connection, () -> {
                            chunk.write(connection);
                            chunk.writeLast(connection);
                        });
                    }
                    chunk.committed();
                }
            }
        }
    }

    /** What the operator should know. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (sharedCount > 0) {
            notes.add(sharedCount
                    + " canvases shared with a team now name an instance other than \"default\": members whose own"
                    + " provider has no instance of that name must add it, or the owner picks another; for example "
                    + String.join(", ", shared));
        }
        if (raced > 0) {
            notes.add(raced + " rows were changed by the application during the run and read again");
        }
        return notes;
    }
}
