package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One pass over all tenants that leaves the background table as the source says. */
abstract class MergePass extends InstancePass {

    /**
     * What is known of an instance.
     *
     * @param provider the name by which the catalogue knows its provider
     * @param rows what tenant_model has for it
     * @param legacy its rows in tenant_llm
     * @param slots the types that references ask of models that v0.26 must not find, by name
     * @param ours whether this program made the instance, and nobody has touched it since
     */
    record Known(
            String provider,
            Instance instance,
            List<TypedRow> rows,
            List<LegacyModel> legacy,
            Map<String, Set<ModelType>> slots,
            boolean ours) {}

    private final ModelMerge merge;
    private final Ownership ownership;

    /** @param total takes the counts */
    MergePass(StageContext context, Tally total) throws SQLException {
        super(context, MergeTables.BACKGROUND, total);
        this.merge = merge(context);
        this.ownership = Ownership.read(context);
    }

    static ModelMerge merge(StageContext context) {
        return new ModelMerge(context.catalogue(), Catalogue.builtIn(Release.V0_26_4));
    }

    /** Makes the rows that are wanted. */
    final ModelMerge merge() {
        return merge;
    }

    @Override
    public Chunk read(Connection connection, List<String> ids) throws SQLException {
        List<TenantReader.Tenant> chunk = tenants(connection, ids);
        Map<String, List<TypedRow>> typed = typed(context(), reader(), connection, chunk);
        Tally tally = new Tally();
        List<Known> known = known(context(), ownership, connection, chunk, typed, tally);
        return plan(connection, known, looked(ids, typed, tally));
    }

    /** What tenant_model has for some tenants, by instance. */
    private static Map<String, List<TypedRow>> typed(
            StageContext context, MergeReader reader, Connection connection, Collection<TenantReader.Tenant> tenants)
            throws SQLException {
        Map<String, List<TypedRow>> typed =
                reader.typed(connection, NewTables.MODEL, TenantReader.Tenant.instanceIds(tenants));
        return context.isRehearsal() ? context.rehearsed().models().typed(connection, tenants, typed) : typed;
    }

    /** All that is known of the instances of some tenants. */
    static List<Known> known(
            StageContext context, Connection connection, Collection<TenantReader.Tenant> tenants, Tally tally)
            throws SQLException {
        Map<String, List<TypedRow>> typed = typed(context, new MergeReader(context), connection, tenants);
        return known(context, Ownership.read(context), connection, tenants, typed, tally);
    }

    private static List<Known> known(
            StageContext context,
            Ownership ownership,
            Connection connection,
            Collection<TenantReader.Tenant> tenants,
            Map<String, List<TypedRow>> typed,
            Tally tally)
            throws SQLException {
        Map<String, Map<String, Set<ModelType>>> slots =
                SlotTypes.read(context, connection, TenantReader.Tenant.instanceIds(tenants));
        List<Known> known = new ArrayList<>();
        for (TenantReader.Tenant tenant : tenants) {
            Map<String, List<LegacyModel>> legacy = legacy(tenant);
            for (Provider provider : tenant.providers()) {
                String name = name(context.catalogue(), tenant, provider);
                for (Instance instance : tenant.instancesOf(provider)) {
                    List<TypedRow> own = own(instance, typed);
                    int all = typed.getOrDefault(instance.id(), List.of()).size();
                    tally.skipped("row that names another provider than its instance's", (long) all - own.size());
                    known.add(new Known(
                            name,
                            instance,
                            own,
                            legacy.getOrDefault(instance.id(), List.of()),
                            slots.getOrDefault(instance.id(), Map.of()),
                            ownership.isOurs(instance)));
                }
            }
        }
        return known;
    }

    /** Plans the writes for some instances. */
    abstract Chunk plan(Connection connection, List<Known> instances, InstanceChunk.Range range) throws SQLException;
}
