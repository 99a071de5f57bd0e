package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.domain.TypedRow;
import dev.ragflow.migrator.model.rules.BitPlan;
import dev.ragflow.migrator.model.rules.ModelMerge;
import dev.ragflow.migrator.model.rules.Provenance;
import dev.ragflow.migrator.model.rules.ProviderGroup;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.MergeReader;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.TypedRows;
import dev.ragflow.migrator.model.tables.VersionMarker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass over all tenants that completes a {@code tenant_model} with types as bits in place. Which models of an instance of old
 * rows must be there:
 *
 * <table>
 * <caption>instances that a script or this program named</caption>
 * <tr><th>a pass has finished before</th><th>its rows</th><th>added</th></tr>
 * <tr><td>no</td><td>none with a type</td><td>all: the catalogue's and those of its old rows</td></tr>
 * <tr><td>no</td><td>some with a type</td><td>none: somebody works with it</td></tr>
 * <tr><td>yes</td><td>none, and made since, or all its old rows came since</td><td>all</td></tr>
 * <tr><td>yes</td><td>else, unedited</td><td>those whose old rows came since</td></tr>
 * <tr><td>yes</td><td>else, edited by a user</td><td>none</td></tr>
 * </table>
 *
 * <p>A repair, which the operator asks for, adds what the instance's old rows and {@code tenant_model_backup} still have, unless a
 * user edited the instance. A backup that this program made itself tells of no losses.
 */
final class BitPass extends InstancePass {

    /** Rows of a chunk that is only looked at. */
    private static final int LOOKED_AT = 5_000;

    private final ModelMerge merge;
    private final TypedRows typedRows;
    private final Provenance.Run run;
    private final boolean hasFormer;
    private final boolean formerIsWhole;

    /**
     * @param checkpoint tells what earlier passes saw; null if there was none
     * @param repair whether this is a repair
     */
    BitPass(StageContext context, @Nullable Checkpoint checkpoint, boolean repair, Tally total) throws SQLException {
        super(context, ModelTables.MODEL, total);
        this.typedRows = TypedRows.named(context);
        this.merge = MergeReader.merge(context);
        Provenance.Run regular = run(context, checkpoint);
        this.run = repair ? regular.repairing() : regular;
        this.hasFormer = new MergeTables(context).hasBackup();
        this.formerIsWhole =
                context.checkpoints().find(Checkpoints.MODEL_TABLE_EXCHANGE).isPresent();
    }

    private static Provenance.Run run(StageContext context, @Nullable Checkpoint checkpoint) throws SQLException {
        long first = context.checkpoints()
                .find(StageName.PROVIDER.text())
                .map(Checkpoint::firstStartedAt)
                .orElse(Long.MAX_VALUE);
        return Provenance.Run.of(VersionMarker.isAtLeastV026(context), first, checkpoint);
    }

    /** Whether there is anything to write at all; reads until it finds something. */
    boolean finds() throws SQLException {
        try (Connection connection = context().connection()) {
            Optional<List<String>> range = range(connection, null, LOOKED_AT);
            while (range.isPresent() && read(connection, range.get()).isEmpty()) {
                range = range(connection, lastKey(range.get()), LOOKED_AT);
            }
            return range.isPresent();
        }
    }

    @Override
    public BitChunk read(Connection connection, List<String> ids) throws SQLException {
        List<TenantState> inOrder = tenants(connection, ids);
        Map<String, List<TypedRow>> former = hasFormer
                ? typedRows.ofInstances(connection, ModelTables.BACKUP, TenantState.instanceIds(inOrder))
                : Map.of();
        Tally tally = new Tally();
        BitChunk chunk = new BitChunk(destination(), looked(ids, inOrder, tally));
        for (TenantState tenant : inOrder) {
            Map<String, List<LegacyModel>> legacy = tenant.legacy();
            for (Provider provider : tenant.providers()) {
                for (Instance instance : tenant.instancesOf(provider)) {
                    List<LegacyModel> own = legacy.getOrDefault(instance.id(), List.of());
                    BitPlan.Subject subject = new BitPlan.Subject(
                            tenant.name(provider, context().catalogue()),
                            instance,
                            TypedRow.of(instance, tenant.models()),
                            ProviderGroup.byName(own),
                            ProviderGroup.byName(siblings(tenant, provider)),
                            BitPlan.byName(TypedRow.of(instance, former)));
                    chunk.add(BitPlan.of(merge, subject, complete(tenant, provider, subject), tally));
                }
            }
        }
        return chunk;
    }

    private static List<LegacyModel> siblings(TenantState tenant, Provider provider) {
        return tenant.state(provider)
                .map(state ->
                        state.legacy().rows().stream().map(LegacyRow::model).toList())
                .orElse(List.of());
    }

    /** The names of the models that must be there. */
    private Set<String> complete(TenantState tenant, Provider provider, BitPlan.Subject subject) {
        Map<String, List<LegacyModel>> legacy = subject.legacy();
        Instance instance = subject.instance();
        List<String> spellings =
                tenant.state(provider).map(state -> state.legacy().spellings()).orElse(List.of());
        Set<String> names = new HashSet<>();
        if (run.repair() && !formerIsWhole && !instance.isEdited()) {
            subject.former().forEach((name, rows) -> {
                if (!name.isEmpty() && rows.stream().anyMatch(row -> row.isActive() || row.isInactive())) {
                    names.add(name);
                }
            });
        }
        if (legacy.isEmpty() || !instance.isNamedByScript(spellings)) {
            return names;
        }
        boolean typed = subject.stored().stream().anyMatch(row -> row.bits() != 0);
        boolean allNew = legacy.values().stream().flatMap(List::stream).allMatch(run::isNew);
        Provenance provenance = Provenance.ofModels(run, instance, spellings);
        boolean seeded = run.finishedBefore() && !allNew && !run.made(instance);
        if (!typed && !seeded) {
            names.addAll(merge.names(subject.provider(), legacy));
        } else if (provenance != Provenance.LEAVE) {
            legacy.forEach((name, models) -> {
                if (run.repair() || models.stream().anyMatch(run::isNew)) {
                    names.add(name);
                }
            });
        }
        return names;
    }
}
