package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One pass over all tenants that leaves the background table as the source says. On a full table it changes only what differs. */
final class MergePass {

    /** Tenants of a chunk at most; a tenant is never split. */
    static final int CHUNK_TENANTS = 50;

    private final StageContext context;
    private final MergeReader reader;
    private final TenantReader tenants;
    private final ModelMerge merge;
    private final Widths widths;
    private final Tally total;

    MergePass(StageContext context, Tally total) throws SQLException {
        this.context = context;
        this.reader = new MergeReader(context);
        this.tenants = TenantReader.of(context);
        this.merge = new ModelMerge(context.catalogue(), Catalogue.builtIn(Release.V0_26_4));
        this.widths = context.widths(MergeTables.BACKGROUND);
        this.total = total;
    }

    void run(Checkpoint checkpoint, long rows) {
        context.pass().run(checkpoint, checkpoint.stage(), NewTables.MODEL, rows, this::next);
    }

    /** @param size about how many rows the chunk may write */
    private Optional<Chunk> next(Connection connection, @Nullable String after, int size) throws SQLException {
        List<String> ids = reader.tenants(connection, after, Math.min(size, CHUNK_TENANTS));
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(chunk(connection, fitting(context.catalogue(), ids, tenants.read(connection, ids), size)));
    }

    /** The first of the tenants that make a chunk by the rows they may need; one at least, since a tenant is never split. */
    static List<TenantReader.Tenant> fitting(
            Catalogue catalogue, List<String> ids, Map<String, TenantReader.Tenant> read, int size) {
        List<TenantReader.Tenant> chunk = new ArrayList<>();
        long rows = 0;
        for (String id : ids) {
            TenantReader.Tenant tenant = Objects.requireNonNull(read.get(id));
            rows += tenant.rows().size();
            for (Provider provider : tenant.providers()) {
                rows += (long) tenant.instancesOf(provider).size()
                        * catalogue.models(provider.name()).size();
            }
            if (!chunk.isEmpty() && rows > size) {
                break;
            }
            chunk.add(tenant);
        }
        return chunk;
    }

    private MergeChunk chunk(Connection connection, List<TenantReader.Tenant> chunk) throws SQLException {
        List<String> instances = chunk.stream()
                .flatMap(TenantReader.Tenant::allInstances)
                .map(Instance::id)
                .toList();
        Map<String, Map<String, Set<ModelType>>> slots = SlotTypes.read(context, connection, instances);
        Map<String, List<TypedRow>> typed = reader.typed(connection, NewTables.MODEL, instances);
        Tally tally = new Tally();
        List<MergedRow> wanted = new ArrayList<>();
        for (TenantReader.Tenant tenant : chunk) {
            Map<String, List<LegacyModel>> legacy = legacy(tenant);
            for (Provider provider : tenant.providers()) {
                for (Instance instance : tenant.instancesOf(provider)) {
                    List<TypedRow> rows = typed.getOrDefault(instance.id(), List.of()).stream()
                            .filter(row -> row.providerId().equals(provider.id()))
                            .toList();
                    tally.skipped(
                            "row that names another provider than its instance's",
                            typed.getOrDefault(instance.id(), List.of()).size() - (long) rows.size());
                    wanted.addAll(merge.merge(
                            name(context.catalogue(), tenant, provider),
                            instance,
                            rows,
                            legacy.getOrDefault(instance.id(), List.of()),
                            slots.getOrDefault(instance.id(), Map.of()),
                            tally));
                }
            }
        }
        long read = typed.values().stream().mapToLong(List::size).sum();
        String lastKey = chunk.get(chunk.size() - 1).id();
        MergeChunk merged = new MergeChunk(context, widths, lastKey, read, tally, total);
        merged.plan(wanted, reader.written(connection, instances));
        return merged;
    }

    /** The name by which the catalogue knows a provider. */
    static String name(Catalogue catalogue, TenantReader.Tenant tenant, Provider provider) {
        return tenant.states().stream()
                .filter(state -> provider.equals(state.provider()))
                .map(state -> state.name(catalogue))
                .findFirst()
                .orElseGet(
                        () -> catalogue.has(provider.name()) ? provider.name() : Factories.canonical(provider.name()));
    }

    /** The tenant's old rows by the instance that has their credential. */
    static Map<String, List<LegacyModel>> legacy(TenantReader.Tenant tenant) {
        Map<String, List<LegacyModel>> byInstance = new HashMap<>();
        for (ProviderState state : tenant.states()) {
            Map<Endpoint, List<LegacyModel>> endpoints = state.legacy().endpoints();
            state.holders()
                    .forEach((endpoint, instance) ->
                            byInstance.put(instance.id(), endpoints.getOrDefault(endpoint, List.of())));
        }
        return byInstance;
    }
}
