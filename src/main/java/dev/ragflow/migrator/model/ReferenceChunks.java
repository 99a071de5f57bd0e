package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.database.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the chunks of one pass over a table with references, and keeps count of them. */
final class ReferenceChunks {

    /** How often a row is read again that somebody changes all the time. */
    private static final int ATTEMPTS = 5;

    private static final int SAMPLES = 5;

    private final StageContext context;
    private final ReferenceTable table;
    private final ReferenceReader reader;
    private final Owners owners;
    private final TenantModelsCache models;
    private final ReferenceRules rules;
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
            ReferenceReader reader,
            Checkpoint checkpoint,
            boolean repair,
            Tally tally,
            Tally added)
            throws SQLException {
        this.context = context;
        this.table = table;
        this.reader = reader;
        this.owners = new Owners(context.dialect(), table);
        Optional<LiveTable> legacy = context.table(LegacyTable.NAME);
        TenantReader tenants = TenantReader.of(context);
        Collation legacyNames = legacy.map(found -> found.collation("llm_name")).orElse(Collation.BINARY);
        Collation names = context.requiredTable(NewTables.PROVIDER).collation("provider_name");
        long firstStarted = context.checkpoints()
                .find(StageName.PROVIDER.text())
                .map(Checkpoint::firstStartedAt)
                .orElse(checkpoint.firstStartedAt());
        List<String> factories = factories(context);
        this.typesAreWords = context.requiredTable(NewTables.MODEL).isText("model_type");
        // once types are bits, a model without a row is one that a user deselected
        Catalogue previous = typesAreWords ? ModelWork.previous(context) : context.catalogue();
        this.models = new TenantModelsCache(
                tenants,
                tenant -> new TenantModels(
                        tenant, context.catalogue(), previous, factories, legacyNames, names, firstStarted));
        this.rules = new ReferenceRules(checkpoint.finishedAt() == null, VersionMarker.isAtLeastV026(context), repair);
        this.widths = new Widths(context.database(), context.widener(), live);
        this.modelWidths = context.widths(NewTables.MODEL);
        this.tally = tally;
        this.added = added;
    }

    ReferenceChunk of(Connection connection, List<String> ids) throws SQLException {
        return of(connection, ids, 1);
    }

    private ReferenceChunk of(Connection connection, List<String> ids, int attempt) throws SQLException {
        List<ReferenceRow> rows = reader.rows(connection, ids);
        Map<String, String> tenants = owners.tenants(connection, rows);
        Map<String, TenantModels> byTenant = models.get(connection, new HashSet<>(tenants.values()));
        ReferenceEdits edits = new ReferenceEdits(table, rules);
        for (ReferenceRow row : rows) {
            String owner = tenants.get(row.id());
            edits.add(row, owner == null ? null : byTenant.get(owner));
        }
        List<ReferenceRules.Extra> words = typesAreWords
                ? edits.extras().stream().filter(extra -> !extra.onlyUnedited()).toList()
                : List.of();
        NewRows extras = ReferenceChunk.models(context, connection, words);
        SlotTypes slots = SlotTypes.of(context, words);
        TypeBits bits = typesAreWords ? TypeBits.none(context) : TypeBits.of(context, connection, edits.extras());
        return new ReferenceChunk(
                context.dialect(),
                table,
                edits,
                extras,
                slots,
                bits,
                widths,
                modelWidths,
                ids.get(ids.size() - 1),
                (done, inserted, typed, updated, lost) -> committed(done, inserted, typed, updated, lost, attempt));
    }

    private void committed(
            ReferenceEdits edits, long inserted, long typed, long updated, List<String> lost, int attempt)
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
            Transaction.run(connection, () -> chunk.write(connection));
            chunk.committed();
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
            notes.add(raced + " rows were changed by the application in between and read again");
        }
        return notes;
    }

    /** The factories that the old application had listed; a short table that some releases have. */
    static List<String> factories(StageContext context) throws SQLException {
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
