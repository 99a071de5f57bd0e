package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.TypedRow;
import dev.ragflow.migrator.model.rules.TenantState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads tenants whole: their old rows, the providers and instances that stand for them and, if asked, the models of these. */
public final class TenantReader {

    private final StageContext context;
    private final @Nullable LegacyTable legacy;
    private final @Nullable TypedRows models;
    private final ModelTables tables;
    private final Collation providerNames;
    private final IdLookup modelNames;
    private final boolean hasModels;

    /** Reads old rows, too, where the database has any. */
    public static TenantReader of(StageContext context) throws SQLException {
        return new TenantReader(context, LegacyTable.of(context).orElse(null));
    }

    /** The same with models, and which of them something outside names. */
    public static TenantReader withModels(StageContext context) throws SQLException {
        return new TenantReader(context, LegacyTable.of(context).orElse(null), TypedRows.named(context));
    }

    /** With models, for a pass that asks for no names from outside. */
    public static TenantReader withPlainModels(StageContext context, LegacyTable legacy) throws SQLException {
        return new TenantReader(context, legacy, TypedRows.of(context));
    }

    /** @param legacy null where the database has no tenant_llm */
    public TenantReader(StageContext context, @Nullable LegacyTable legacy) throws SQLException {
        this(context, legacy, null);
    }

    private TenantReader(StageContext context, @Nullable LegacyTable legacy, @Nullable TypedRows models)
            throws SQLException {
        this.context = context;
        this.legacy = legacy;
        this.models =
                models == null && context.isDryRun() && context.dryRun().addsModels() ? TypedRows.of(context) : models;
        this.tables = new ModelTables(context);
        this.modelNames = new IdLookup(context.keyed(), ModelTables.MODEL);
        this.hasModels = context.stored(ModelTables.MODEL).isPresent();
        this.providerNames = context.requiredTable(ModelTables.PROVIDER).collation("provider_name");
    }

    /** The tenants of some ids; a dry run gives them as the stages so far would leave them. */
    public Map<String, TenantState> read(Connection connection, Collection<String> ids) throws SQLException {
        Map<String, List<LegacyRow>> rows = legacy == null ? Map.of() : legacy.rows(connection, ids);
        Map<String, List<Provider>> providers = tables.providers(connection, ids);
        Map<String, List<Instance>> instances = tables.instances(
                connection,
                providers.values().stream()
                        .flatMap(List::stream)
                        .map(Provider::id)
                        .toList());
        Map<String, TenantState> tenants = new HashMap<>();
        for (String id : ids) {
            tenants.put(
                    id,
                    TenantState.of(
                            id,
                            rows.getOrDefault(id, List.of()),
                            providers.getOrDefault(id, List.of()),
                            instances,
                            context.catalogue(),
                            providerNames));
        }
        addModelNames(connection, tenants);
        if (models != null) {
            Map<String, List<TypedRow>> typed =
                    models.ofInstances(connection, ModelTables.MODEL, TenantState.instanceIds(tenants.values()));
            tenants.replaceAll((id, tenant) -> tenant.withModels(typed));
        }
        context.ifDryRun(dryRun -> tenants.replaceAll((id, tenant) -> dryRun.after(tenant)));
        return tenants;
    }

    /** The names of the models of those few instances about which they tell something. */
    private void addModelNames(Connection connection, Map<String, TenantState> tenants) throws SQLException {
        List<String> ambiguous = tenants.values().stream()
                .flatMap(TenantState::ambiguous)
                .map(Instance::id)
                .toList();
        if (!ambiguous.isEmpty() && hasModels) {
            Map<String, Set<String>> names = modelNames.values(connection, "instance_id", "model_name", ambiguous);
            tenants.replaceAll((id, tenant) -> tenant.withModelNames(names));
        }
    }
}
