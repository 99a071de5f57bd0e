package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Retries;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.database.Transaction;
import dev.ragflow.migrator.model.domain.IdRow;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.tables.IdTable;
import dev.ragflow.migrator.model.tables.InList;
import dev.ragflow.migrator.model.tables.LiveTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.ReferenceTable;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.WriteTimes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sets the ids that v0.27 keeps beside the names of models. The first pass of a table sees every row, later ones those written
 * since; every run of it finds and repairs ids of no model, and names without an id are looked up again once there are new
 * models.
 */
public final class IdStage implements Stage {

    /** Some rows outside of a pass. */
    private interface Page {

        /** Reads and writes them; returns their keys, the greatest last, none at the end. */
        List<String> behind(Connection connection, @Nullable String after) throws SQLException;
    }

    private static final String STAGE = StageName.IDS.text();

    private final StageContext context;

    public IdStage(StageContext context) {
        this.context = context;
    }

    /** Looks every id up that settings hold: with a model table many times as large as the server's buffers a page each. */
    @Override
    public boolean hasWork() throws SQLException {
        return hasWork(true);
    }

    /** The verification has looked every id up. */
    @Override
    public boolean hasNewWork() throws SQLException {
        return hasWork(false);
    }

    /** @param damage whether ids count that rows hold which a pass has seen */
    private boolean hasWork(boolean damage) throws SQLException {
        try (Connection connection = context.connection()) {
            return hasUnseenRows(connection)
                    || (new MergeTables(context).areOfBits()
                            && (context.checkpoints().isOpen(STAGE)
                                    || hasOpenNames(connection)
                                    || (damage && (hasDangling(connection) || hasNamesToFind(connection)))));
        }
    }

    /** Whether there are rows that no pass has seen; columns that are yet to be made count as if they were there. */
    private boolean hasUnseenRows(Connection connection) throws SQLException {
        context.lookAt(ReferenceTable.WITH_NAMES);
        for (ReferenceTable table : ReferenceTable.ALL) {
            boolean holdsIds = !table.names().isEmpty()
                    && context.stored(table.name())
                            .filter(live -> live.has("id"))
                            .isPresent();
            if (!holdsIds) {
                continue;
            }
            Long seen =
                    context.repair().isDue(STAGE) ? null : context.checkpoints().seen(checkpoint(table.name()));
            if (context.times(table.name()).hasRows(connection, seen)) {
                return true;
            }
        }
        return false;
    }

    /** Whether there are names without an id that new models may have one for. */
    private boolean hasOpenNames(Connection connection) throws SQLException {
        if (!hasNewModels(connection)) {
            return false;
        }
        for (IdTable table : IdTable.all(context)) {
            if (!table.openKeysAfter(connection, null).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public List<StageResult> run() throws SQLException {
        return run(true);
    }

    @Override
    public List<StageResult> runForNewWork() throws SQLException {
        return run(false);
    }

    /** @param damage as above */
    private List<StageResult> run(boolean damage) throws SQLException {
        List<StageResult> results = new ArrayList<>();
        if (!new MergeTables(context).areOfBits()) {
            return results;
        }
        List<IdTable> tables;
        boolean newModels;
        try (Connection connection = context.connection()) {
            tables = IdTable.all(context);
            newModels = hasNewModels(connection);
            context.checkpoints().begin(STAGE, newestModel(connection));
        }
        boolean repair = context.repair().isDue(STAGE);
        // rows of many tables name the same models
        NamedModels named = new NamedModels(context);
        for (IdTable table : tables) {
            if (repair) {
                // a repair of references gives names another meaning, and their rows no other time
                context.checkpoints().forget(checkpoint(table.name()));
            }
            long started = System.nanoTime();
            Tally tally = new Tally();
            boolean all = sawAll(table, named, tally);
            if (damage && !all) {
                repairDangling(table, named, tally);
            }
            if (newModels || (damage && !all)) {
                lookUpAgain(table, named, tally);
            }
            StageResult result =
                    tally.result(STAGE, table.name(), List.of(), Duration.ofNanos(System.nanoTime() - started));
            if (result.read() > 0) {
                results.add(result);
            }
        }
        context.checkpoints().finish(STAGE);
        context.repair().finished(STAGE);
        return results;
    }

    /** The ids mean nothing to the release before; a later migration must set them anew. */
    @Override
    public List<StageResult> rollBack() throws SQLException {
        context.checkpoints().forget(STAGE);
        return List.of();
    }

    /** Passes the rows that no pass has seen; tells whether these were all. */
    private boolean sawAll(IdTable table, NamedModels named, Tally tally) throws SQLException {
        Checkpoint checkpoint;
        long rows;
        try (Connection connection = context.connection()) {
            WriteTimes times = context.times(table.name());
            Long seen = context.checkpoints().seen(checkpoint(table.name()));
            if (!times.hasRows(connection, seen)) {
                return seen == null;
            }
            checkpoint = context.checkpoints().begin(checkpoint(table.name()), times.highWater(connection));
            rows = times.count(connection, checkpoint.readSince());
        }
        Long since = checkpoint.readSince();
        context.pass(checkpoint, STAGE, table.name(), rows, new IdRanges(context, table, since, named, tally));
        return since == null && checkpoint.lastKey() == null;
    }

    private void lookUpAgain(IdTable table, NamedModels named, Tally tally) throws SQLException {
        page(table, (connection, after) -> {
            List<String> keys = table.openKeysAfter(connection, after);
            if (!keys.isEmpty()) {
                write(connection, table, keys, named, tally);
            }
            return keys;
        });
    }

    private void repairDangling(IdTable table, NamedModels named, Tally tally) throws SQLException {
        LiveTable.Column modelId = modelId();
        for (String column : stored(table)) {
            page(table, (connection, after) -> {
                List<String> ids = table.danglingAfter(connection, column, modelId, after);
                if (!ids.isEmpty()) {
                    for (List<String> keys : InList.portions(table.keysWith(connection, column, ids))) {
                        write(connection, table, keys, named, tally);
                    }
                }
                return ids;
            });
        }
    }

    /** Goes page by page to the end; one that fails for a reason that may go away is read again and retried. */
    private void page(IdTable table, Page page) throws SQLException {
        Retries retries = Retries.of(context.pacing());
        List<String> done = List.of();
        do {
            String after = done.isEmpty() ? null : done.get(done.size() - 1);
            done = retries.run("some rows of " + table.name(), table.name(), () -> {
                context.pacing().check();
                try (Connection connection = context.connection()) {
                    return page.behind(connection, after);
                }
            });
        } while (!done.isEmpty());
    }

    private void write(Connection connection, IdTable table, List<String> keys, NamedModels named, Tally tally)
            throws SQLException {
        List<IdRow> rows = table.rows(connection, keys);
        if (rows.isEmpty()) {
            return;
        }
        IdChunk chunk = IdChunk.of(context, connection, table, rows, named, tally);
        if (chunk.isEmpty()) {
            return;
        }
        if (!context.isDryRun()) {
            Transaction.run(connection, () -> {
                chunk.write(connection);
                context.pacing().guard().run();
            });
        }
        chunk.committed();
    }

    private boolean hasDangling(Connection connection) throws SQLException {
        LiveTable.Column modelId = modelId();
        for (IdTable table : IdTable.all(context)) {
            for (String column : stored(table)) {
                if (!table.danglingAfter(connection, column, modelId, null).isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether names without an id mean a model all the same. Names that mean none stay without, and may be many, so only the first are
     * looked up; the verification looks at all.
     */
    private boolean hasNamesToFind(Connection connection) throws SQLException {
        if (context.stored(ModelTables.MODEL).isEmpty()) {
            return false;
        }
        NamedModels named = new NamedModels(context);
        for (IdTable table : IdTable.all(context)) {
            List<String> keys = table.openKeysAfter(connection, null);
            if (!keys.isEmpty()
                    && !IdChunk.of(context, connection, table, table.rows(connection, keys), named, new Tally())
                            .isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The names that have ids beside them now: a dry run knows of columns that are to come. */
    private List<String> stored(IdTable table) throws SQLException {
        return context.stored(ModelTables.MODEL).isEmpty() ? List.of() : table.stored();
    }

    private LiveTable.Column modelId() throws SQLException {
        return context.requiredTable(ModelTables.MODEL).column("id").orElseThrow();
    }

    private boolean hasNewModels(Connection connection) throws SQLException {
        Optional<Checkpoint> checkpoint = context.checkpoints().find(STAGE);
        Long seen = checkpoint.isPresent() ? checkpoint.get().highWater() : null;
        return seen != null && newestModel(connection) > seen;
    }

    /** When a model was last written, epoch milliseconds. */
    private long newestModel(Connection connection) throws SQLException {
        if (context.stored(ModelTables.MODEL).isEmpty()) {
            return 0;
        }
        return context.times(ModelTables.MODEL).highWater(connection);
    }

    private static String checkpoint(String table) {
        return STAGE + "/" + table;
    }
}
