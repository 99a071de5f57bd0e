package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Tally;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Passes one table with references; the first pass sees every row, later ones those that were written since. */
final class ReferencePass {

    /** How often a row is read again that somebody changes all the time. */
    private static final int ATTEMPTS = 5;

    private static final int SAMPLES = 5;

    private final StageContext context;
    private final ReferenceTable table;
    private final LiveTable live;
    private final ReferenceReader reader;
    private final String stage;
    private final List<String> shared = new ArrayList<>();
    private long sharedCount;
    private long raced;

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
        Chunks chunks = new Chunks(checkpoint, tally, models);
        context.pass().run(checkpoint, StageName.REFERENCES.text(), table.name(), rows, (connection, after) -> {
            List<String> ids = reader.idsAfter(connection, after, since);
            return ids.isEmpty() ? Optional.empty() : Optional.of(chunks.of(connection, ids));
        });
        return notes();
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (sharedCount > 0) {
            notes.add(sharedCount
                    + " canvases shared with a team now name an instance other than \"default\": members whose own"
                    + " provider has no instance of that name must add it, or the owner picks another; for example "
                    + String.join(", ", shared));
        }
        if (raced > 0) {
            notes.add(raced + " rows were changed by the application in between and read again");
        }
        return notes;
    }

    /** Makes chunks of rows. */
    private final class Chunks {

        private final TenantModelsCache models;
        private final ReferenceRules rules;
        private final Widths widths;
        private final Widths modelWidths;
        private final boolean typesAreWords;
        private final Tally tally;
        private final Tally added;

        Chunks(Checkpoint checkpoint, Tally tally, Tally added) throws SQLException {
            Optional<LiveTable> legacy = context.table(LegacyTable.NAME);
            TenantReader tenants = new TenantReader(
                    context,
                    legacy.map(found -> new LegacyTable(context.dialect(), found))
                            .orElse(null));
            Collation legacyNames =
                    legacy.map(found -> found.collation("llm_name")).orElse(Collation.BINARY);
            Collation names = context.requiredTable(NewTables.PROVIDER).collation("provider_name");
            long firstStarted = context.checkpoints()
                    .find(StageName.PROVIDER.text())
                    .map(Checkpoint::firstStartedAt)
                    .orElse(checkpoint.firstStartedAt());
            List<String> factories = factories();
            this.models = new TenantModelsCache(
                    tenants,
                    tenant ->
                            new TenantModels(tenant, context.catalogue(), factories, legacyNames, names, firstStarted));
            this.rules = new ReferenceRules(checkpoint.finishedAt() == null, VersionMarker.isAtLeastV026(context));
            this.widths = new Widths(context.database(), context.widener(), live);
            this.modelWidths = context.widths(NewTables.MODEL);
            this.typesAreWords = context.requiredTable(NewTables.MODEL)
                    .column("model_type")
                    .map(LiveTable.Column::isText)
                    .orElse(false);
            this.tally = tally;
            this.added = added;
        }

        ReferenceChunk of(Connection connection, List<String> ids) throws SQLException {
            return of(connection, ids, 1);
        }

        private ReferenceChunk of(Connection connection, List<String> ids, int attempt) throws SQLException {
            List<ReferenceRow> rows = reader.rows(connection, ids);
            Map<String, String> owners = reader.tenants(connection, rows);
            Map<String, TenantModels> byTenant = models.get(connection, new HashSet<>(owners.values()));
            ReferenceEdits edits = new ReferenceEdits(table, rules);
            for (ReferenceRow row : rows) {
                String owner = owners.get(row.id());
                edits.add(row, owner == null ? null : byTenant.get(owner));
            }
            NewRows extras = ReferenceChunk.models(context, connection, typesAreWords ? edits.extras() : List.of());
            return new ReferenceChunk(
                    context.dialect(),
                    table,
                    edits,
                    extras,
                    widths,
                    modelWidths,
                    ids.get(ids.size() - 1),
                    (done, inserted, updated, lost) -> committed(done, inserted, updated, lost, attempt));
        }

        private void committed(ReferenceEdits edits, long inserted, long updated, List<String> lost, int attempt)
                throws SQLException {
            if (attempt == 1) {
                tally.add(edits.tally());
            }
            tally.updated(updated);
            added.inserted(inserted);
            sharedCount += edits.sharedBeyondDefault().size();
            edits.sharedBeyondDefault().stream()
                    .limit(Math.max(0, SAMPLES - shared.size()))
                    .forEach(shared::add);
            if (!lost.isEmpty()) {
                raced += lost.size();
                again(List.copyOf(new HashSet<>(lost)), attempt);
            }
        }

        /** Reads rows again that somebody changed after they were read. */
        private void again(List<String> ids, int attempt) throws SQLException {
            if (attempt == ATTEMPTS) {
                tally.skipped("row that the application kept changing", ids.size());
                return;
            }
            try (Connection connection = context.connection()) {
                ReferenceChunk chunk = of(connection, ids, attempt + 1);
                chunk.prepare();
                connection.setAutoCommit(false);
                try {
                    chunk.write(connection);
                    connection.commit();
                } catch (SQLException e) {
                    connection.rollback();
                    throw e;
                } finally {
                    connection.setAutoCommit(true);
                }
                chunk.committed();
            }
        }
    }

    /** The factories that the old application had listed; a short table that some releases have. */
    private List<String> factories() throws SQLException {
        List<String> names = new ArrayList<>();
        if (context.table("llm_factories").filter(found -> found.has("name")).isPresent()) {
            try (Connection connection = context.connection();
                    PreparedStatement statement = connection.prepareStatement(
                            "SELECT name FROM " + context.dialect().quoted("llm_factories"));
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return names;
    }
}
