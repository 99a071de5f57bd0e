package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.RangeReader;
import dev.ragflow.migrator.batch.Tally;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pass over all tenants that have providers, some at a time, each whole: a plan is made for an instance with all its models. */
abstract class InstancePass implements RangeReader<List<String>> {

    private final MergeReader reader;
    private final TenantReader tenants;
    private final InstanceChunk.Destination destination;

    /**
     * @param table is written
     * @param total takes the counts
     */
    InstancePass(StageContext context, String table, Tally total) throws SQLException {
        this.reader = new MergeReader(context);
        this.tenants = TenantReader.of(context);
        this.destination = new InstanceChunk.Destination(context, table, context.widths(table), total);
    }

    final StageContext context() {
        return destination.context();
    }

    final MergeReader reader() {
        return reader;
    }

    /** Where the chunks of this pass go. */
    final InstanceChunk.Destination destination() {
        return destination;
    }

    /** @param rows of tenant_model, for progress */
    void run(Checkpoint checkpoint, long rows) throws SQLException {
        context().pass(checkpoint, checkpoint.stage(), NewTables.MODEL, rows, this);
    }

    /** @param size about how many rows the chunk may write */
    @Override
    public Optional<List<String>> range(Connection connection, @Nullable String after, int size) throws SQLException {
        return Optional.of(reader.tenants(connection, after, size)).filter(ids -> !ids.isEmpty());
    }

    @Override
    public String lastKey(List<String> ids) {
        return ids.get(ids.size() - 1);
    }

    /** The tenants of a range, in its order. */
    List<TenantReader.Tenant> tenants(Connection connection, List<String> range) throws SQLException {
        List<String> ids = range.stream().map(TenantsToBe::id).toList();
        Map<String, TenantReader.Tenant> read = tenants.read(connection, ids);
        return ids.stream().map(id -> Objects.requireNonNull(read.get(id))).toList();
    }

    /** What was looked at of a range of tenants. */
    final InstanceChunk.Range looked(List<String> ids, Map<String, List<TypedRow>> rows, Tally tally) {
        return new InstanceChunk.Range(
                lastKey(ids), rows.values().stream().mapToLong(List::size).sum(), tally);
    }

    /** An instance's rows. A row that names another provider than its instance's is nobody's. */
    static List<TypedRow> own(Instance instance, Map<String, List<TypedRow>> rows) {
        return rows.getOrDefault(instance.id(), List.of()).stream()
                .filter(row -> row.providerId().equals(instance.providerId()))
                .toList();
    }

    /** The state of a provider that has old rows. */
    static Optional<ProviderState> state(TenantReader.Tenant tenant, Provider provider) {
        return tenant.states().stream()
                .filter(state -> provider.equals(state.provider()))
                .findFirst();
    }

    /** The name by which the catalogue knows a provider. */
    static String name(Catalogue catalogue, TenantReader.Tenant tenant, Provider provider) {
        return state(tenant, provider)
                .map(state -> state.name(catalogue))
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
