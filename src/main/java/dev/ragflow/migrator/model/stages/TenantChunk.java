package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.database.Secret;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.rules.InstancePlan;
import dev.ragflow.migrator.model.rules.TenantPlan;
import dev.ragflow.migrator.model.tables.InsertBatch;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.Widths;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Writes the plans of some tenants: providers, their instances and the models of these in one transaction. */
final class TenantChunk implements Chunk {

    /** Characters. */
    private static final long LARGE = 1L << 20;

    /** What a column of a row that is changed shall hold. */
    private record Text(String column, Secret value) {}

    /** What one of the tables gets, and what came of it. */
    private static final class Part {
        private final TenantTable table;
        private final InsertBatch rows;
        private final List<Text> texts;
        private long inserted;
        private long updated;
        private long nanos;

        /** As long as nothing was written, and in a dry run, as much as is planned. */
        Part(TenantTable table, InsertBatch rows, List<Text> texts, int changes) {
            this.table = table;
            this.rows = rows;
            this.texts = texts;
            this.inserted = rows.size();
            this.updated = changes;
        }

        Widths widths() {
            return table.widths();
        }
    }

    private final StageContext context;
    private final TenantPlan plan;
    private final String lastKey;
    private final long read;
    private final Map<StageName, Part> parts = new EnumMap<>(StageName.class);

    /** Instances that somebody has changed since they were read. */
    private final Set<String> lost = new HashSet<>();

    /**
     * @param tables the tables of the stages that were planned
     * @param plan of all tenants of the chunk
     * @param read how many rows of tenant_llm they have
     */
    TenantChunk(StageContext context, Map<StageName, TenantTable> tables, TenantPlan plan, String lastKey, long read) {
        this.context = context;
        this.plan = plan;
        this.lastKey = lastKey;
        this.read = read;
        Map<String, String> ids = new HashMap<>();
        InsertBatch providers = providers(ids);
        InsertBatch instances = instances(ids);
        InsertBatch models = ModelTables.inserts(context, plan.models(), ids);
        tables.forEach((stage, table) -> parts.put(
                stage,
                switch (stage) {
                    case PROVIDER ->
                        new Part(table, providers, List.of(), plan.renames().size());
                    case INSTANCE ->
                        new Part(table, instances, texts(), plan.changes().size());
                    default -> new Part(table, models, List.of(), plan.states().size());
                }));
    }

    /** @param ids takes the ids that are drawn, by those that stood for them so far */
    private InsertBatch providers(Map<String, String> ids) {
        InsertBatch rows = context.newRows(ModelTables.PROVIDER, List.of("tenant_id", "provider_name"));
        for (Provider provider : plan.providers()) {
            ids.put(provider.id(), rows.add(provider.tenantId(), provider.name()));
        }
        return rows;
    }

    private InsertBatch instances(Map<String, String> ids) {
        InsertBatch rows = context.newRows(
                ModelTables.INSTANCE, List.of("provider_id", "instance_name", "api_key", "status", "extra"));
        for (Instance instance : plan.instances()) {
            String id = rows.add(
                    ids.getOrDefault(instance.providerId(), instance.providerId()),
                    instance.name(),
                    instance.stored().key().reveal(),
                    instance.active() ? "active" : "inactive",
                    instance.extra());
            ids.put(instance.id(), id);
        }
        return rows;
    }

    private List<Text> texts() {
        return plan.changes().stream()
                .map(InstancePlan.Change::applied)
                .flatMap(instance -> Stream.of(
                        new Text("instance_name", Secret.of(instance.name())),
                        new Text("api_key", instance.stored().key()),
                        new Text("extra", Secret.of(instance.extra()))))
                .toList();
    }

    @Override
    public String lastKey() {
        return lastKey;
    }

    @Override
    public long count() {
        return read;
    }

    /** No two chunks have a row in common; those with large keys are written one by one, since memory holds all that are begun. */
    @Override
    public Order order() {
        boolean fits = parts.values().stream()
                .allMatch(part -> part.rows.areHeld(part.widths()::hold)
                        && part.texts.stream().allMatch(text -> part.widths()
                                .hold(text.column(), text.value().reveal())));
        long characters = parts.values().stream()
                .mapToLong(part -> part.rows.characters())
                .sum();
        return fits && characters <= LARGE ? Order.OVERLAPPING : Order.BEHIND;
    }

    @Override
    public void prepare() throws SQLException {
        for (Part part : parts.values()) {
            part.rows.fit(part.widths());
            for (Text text : part.texts) {
                part.widths().fit(text.column(), text.value().reveal());
            }
        }
    }

    @Override
    public void write(Connection transaction) throws SQLException {
        lost.clear();
        for (Map.Entry<StageName, Part> stage : parts.entrySet()) {
            Part part = stage.getValue();
            long started = System.nanoTime();
            // whoever has changed an instance in between decides about its models
            part.inserted = part.rows.insert(
                    transaction,
                    context.dialect(),
                    row -> stage.getKey() != StageName.MODEL || !lost.contains(row.value("instance_id")));
            context.instances().note(transaction, part.rows);
            part.updated = switch (stage.getKey()) {
                case PROVIDER -> rename(transaction);
                case INSTANCE -> change(transaction);
                default -> changeStates(transaction);
            };
            part.nanos = System.nanoTime() - started;
        }
    }

    private int rename(Connection transaction) throws SQLException {
        String sql = "UPDATE " + context.dialect().quoted(ModelTables.PROVIDER)
                + " SET provider_name = ? WHERE id = ? AND provider_name = ?";
        int updated = 0;
        for (TenantPlan.Rename rename : plan.renames()) {
            Provider before = rename.provider();
            updated += Sql.update(transaction, sql, rename.name(), before.id(), before.name());
        }
        return updated;
    }

    /** The time of the last update stays, since it shows whether a user ever changed the row. */
    private int change(Connection transaction) throws SQLException {
        String sql = "UPDATE " + context.dialect().quoted(ModelTables.INSTANCE)
                + " SET instance_name = ?, api_key = ?, extra = ?,"
                + " status = CASE WHEN ? = 'active' THEN 'active' ELSE status END WHERE id = ? AND instance_name = ?"
                + " AND COALESCE(update_time, create_time, 0) = ?";
        for (InstancePlan.Change change : plan.changes()) {
            Instance before = change.instance();
            Instance after = change.applied();
            int updated = Sql.update(
                    transaction,
                    sql,
                    after.name(),
                    after.stored().key().reveal(),
                    after.extra(),
                    after.active() ? "active" : "",
                    before.id(),
                    before.name(),
                    before.updatedAt());
            if (updated == 0) {
                lost.add(before.id());
            }
        }
        return plan.changes().size() - lost.size();
    }

    /** The time of the last update stays, since it shows whether a user ever changed the row. */
    private int changeStates(Connection transaction) throws SQLException {
        String sql = "UPDATE " + context.dialect().quoted(ModelTables.MODEL)
                + " SET status = ? WHERE id = ? AND status = ? AND COALESCE(update_time, create_time) = create_time";
        int updated = 0;
        for (TenantPlan.StateChange change : plan.states()) {
            updated += Sql.update(
                    transaction,
                    sql,
                    change.status(),
                    change.row().id(),
                    change.row().status());
        }
        return updated;
    }

    /** The stages go on together: each has its checkpoint, of which the first is the pass's own. */
    @Override
    public void writeLast(Connection transaction) throws SQLException {
        for (Part part : parts.values().stream().skip(1).toList()) {
            context.checkpoints().advance(transaction, part.table.checkpoint().stage(), lastKey);
        }
    }

    @Override
    public void committed() {
        parts.forEach((stage, part) -> {
            Tally tally = new Tally();
            tally.add(plan.tallies().getOrDefault(stage, new Tally()));
            tally.read(read);
            tally.inserted(part.inserted);
            tally.updated(part.updated);
            part.table.committed(tally, part.nanos);
        });
    }
}
