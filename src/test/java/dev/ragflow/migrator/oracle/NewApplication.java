package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the model behind a reference as RAGFlow v0.26 does, or v0.27 where the catalogue is of that release. */
final class NewApplication {

    /**
     * @param provider its name as stored
     * @param credential the instance's key
     * @param baseUrl empty where the instance has none
     * @param model its row for the wanted type; null where there is none
     * @param state whether the model can be used in the wanted type
     */
    record Resolution(
            String provider,
            Row instance,
            String credential,
            String baseUrl,
            @Nullable Row model,
            State state) {}

    enum State {
        ACTIVE,
        INACTIVE,
        /** Neither a row nor the catalogue gives the model this type. */
        ABSENT
    }

    private final DatabaseSnapshot database;
    private final ReleaseCatalogue catalogue;
    private final Map<String, List<Row>> instances = new HashMap<>();
    private final Map<String, List<Row>> models = new HashMap<>();
    private final Map<String, List<Row>> providers = new HashMap<>();

    NewApplication(DatabaseSnapshot database, ReleaseCatalogue catalogue) {
        this.database = database;
        this.catalogue = catalogue;
        index("tenant_model_provider", "tenant_id", providers);
        index("tenant_model_instance", "provider_id", instances);
        index("tenant_model", "instance_id", models);
    }

    private void index(String table, String column, Map<String, List<Row>> index) {
        for (Row row : database.rows(table)) {
            index.computeIfAbsent(row.text(column), key -> new java.util.ArrayList<>())
                    .add(row);
        }
    }

    List<Row> providersOf(String tenant) {
        return providers.getOrDefault(tenant, List.of());
    }

    List<Row> instancesOf(Row provider) {
        return instances.getOrDefault(provider.text("id"), List.of());
    }

    List<Row> modelsOf(Row instance) {
        return models.getOrDefault(instance.text("id"), List.of());
    }

    /** {@code model@instance@provider} or {@code model@provider}; empty where provider or instance is not there. */
    Optional<Resolution> resolve(String tenant, String reference, String type) {
        if (catalogue.hasTypeBits() && reference.matches("[0-9a-f]{32}")) {
            return byId(tenant, reference, type);
        }
        int last = reference.lastIndexOf('@');
        if (last < 0) {
            return Optional.empty();
        }
        String providerName = reference.substring(last + 1);
        int middle = reference.lastIndexOf('@', last - 1);
        String model = reference.substring(0, middle < 0 ? last : middle);
        String instanceName = middle < 0 ? "default" : reference.substring(middle + 1, last);
        return providersOf(tenant).stream()
                .filter(row -> database.same(row.text("provider_name"), providerName))
                .findFirst()
                .flatMap(provider -> instance(provider, instanceName, middle < 0)
                        .map(instance -> resolution(provider, instance, model, type)));
    }

    /** From v0.27 on, the id of a row of tenant_model is a reference too. */
    private Optional<Resolution> byId(String tenant, String id, String type) {
        for (Row provider : providersOf(tenant)) {
            for (Row instance : instancesOf(provider)) {
                for (Row model : modelsOf(instance)) {
                    if (model.text("id").equals(id)) {
                        return Optional.of(resolution(provider, instance, model.text("model_name"), type));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Row> instance(Row provider, String name, boolean onlyOneWillDo) {
        List<Row> all = instancesOf(provider);
        Optional<Row> named = all.stream()
                .filter(row -> database.same(row.text("instance_name"), name))
                .findFirst();
        if (named.isPresent() || !onlyOneWillDo) {
            return named;
        }
        List<Row> active =
                all.stream().filter(row -> row.text("status").equals("active")).toList();
        return active.size() == 1 ? Optional.of(active.get(0)) : Optional.empty();
    }

    private Resolution resolution(Row provider, Row instance, String model, String type) {
        return new Resolution(
                provider.text("provider_name"),
                instance,
                instance.text("api_key"),
                baseUrl(instance),
                row(instance, model, type).orElse(null),
                state(provider, instance, model, type));
    }

    State state(Row provider, Row instance, String model, String type) {
        boolean on = instance.text("status").equals("active");
        Optional<Row> row = row(instance, model, type);
        if (row.isPresent()) {
            return on && row.get().text("status").equals("active") ? State.ACTIVE : State.INACTIVE;
        }
        if (catalogue.hasTypeBits()
                || !catalogue.types(provider.text("provider_name"), model).contains(type)) {
            return State.ABSENT;
        }
        return on ? State.ACTIVE : State.INACTIVE;
    }

    /** The row for a model in a type; one with exactly that name goes before others that compare equal. */
    private Optional<Row> row(Row instance, String model, String type) {
        return modelsOf(instance).stream()
                .filter(found -> database.same(found.text("model_name"), model)
                        && (catalogue.hasTypeBits()
                                ? ModelType.stored(found.text("model_type")).contains(type)
                                : found.text("model_type").equals(type)))
                .min(Comparator.comparing(found -> !Objects.equals(found.get("model_name"), model)));
    }

    /** {@code extra.base_url}, empty where there is none or the extra is no JSON object. */
    static String baseUrl(Row instance) {
        return RawJson.parse(instance.text("extra"))
                .filter(RawJson::isObject)
                .flatMap(json -> json.topMembers().stream()
                        .filter(member -> member.name().equals("base_url"))
                        .reduce((first, second) -> second)
                        .flatMap(json::string))
                .orElse("");
    }
}
