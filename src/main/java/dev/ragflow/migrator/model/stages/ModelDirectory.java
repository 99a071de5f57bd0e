package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.IdRow;
import dev.ragflow.migrator.model.domain.ListedModel;
import dev.ragflow.migrator.model.domain.PackedId;
import dev.ragflow.migrator.model.domain.Slot;
import dev.ragflow.migrator.model.tables.KnownModel;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.Teams;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The models that some rows mean: by name as {@link NamedModels} finds them; 32 hexadecimal characters are an id. Only what the
 * rows can mean is read, since a tenant may have thousands of models.
 */
final class ModelDirectory {

    private final StageContext context;
    private final Connection connection;
    private final NamedModels named;
    private final Map<NamedModels.Name, List<ListedModel>> byName;
    private final Map<String, ListedModel> byId = new HashMap<>();
    private final Map<String, Set<String>> teams = new HashMap<>();

    private ModelDirectory(
            StageContext context,
            Connection connection,
            NamedModels named,
            Map<NamedModels.Name, List<ListedModel>> byName) {
        this.context = context;
        this.connection = connection;
        this.named = named;
        this.byName = byName;
    }

    /** Reads what some rows may mean. */
    static ModelDirectory of(StageContext context, Connection connection, List<IdRow> rows, NamedModels named)
            throws SQLException {
        Set<String> tenants = new HashSet<>();
        Set<NamedModels.Name> names = new HashSet<>();
        for (IdRow row : rows) {
            tenants.add(row.tenant());
            row.names().values().stream()
                    .filter(name -> !name.isEmpty() && !PackedId.isId(name))
                    .forEach(name -> names.add(new NamedModels.Name(row.tenant(), name)));
        }
        ModelDirectory directory = new ModelDirectory(context, connection, named, named.candidates(connection, names));
        directory.readById(rows);
        if (!directory.byId.isEmpty()) {
            directory.teams.putAll(Teams.joined(context, connection, tenants));
        }
        return directory;
    }

    /** The model that a tenant's name means in a slot; empty where it means none, or one that does not serve there. */
    Optional<ListedModel> find(String tenant, String name, Slot slot) {
        return PackedId.isId(name)
                ? held(tenant, name, slot)
                : named.names().best(byName.getOrDefault(new NamedModels.Name(tenant, name), List.of()), name, slot);
    }

    /** The model of an id, if the tenant or a team it joined has it and it serves in the slot. */
    Optional<ListedModel> held(String tenant, String id, Slot slot) {
        return Optional.ofNullable(byId.get(id))
                .filter(model -> model.serves(slot))
                .filter(model -> model.tenant().equals(tenant)
                        || teams.getOrDefault(tenant, Set.of()).contains(model.tenant()));
    }

    /** Whether a name says the same model, whoever's it is. */
    boolean names(String text, ListedModel model) {
        return PackedId.isId(text) ? text.equals(model.id()) : named.names().says(text, model);
    }

    /** The rows' ids, of which other tenants may have the models. */
    private void readById(List<IdRow> rows) throws SQLException {
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> Stream.concat(row.ids().values().stream(), row.names().values().stream())
                .filter(PackedId::isId)
                .forEach(ids::add));
        if (context.isDryRun()) {
            byId.putAll(context.dryRun().models().byId(connection, ids));
            return;
        }
        KnownModel.read(connection, context.keyed(), ids).forEach((id, known) -> {
            if (known.hasInstance()) {
                byId.put(id, known.model());
            }
        });
    }
}
