package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.oracle.ExpectedModels.Expected;
import dev.ragflow.migrator.oracle.NewApplication.Resolution;
import dev.ragflow.migrator.oracle.NewApplication.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Every old model must be there with the same credential, base URL, types and state. */
final class ModelCheck {

    private final StartRows startRows;
    private final DatabaseSnapshot after;
    private final ExpectedModels expected;
    private final NewApplication application;
    private final ReleaseCatalogue catalogue;
    private final Map<Expected, Set<String>> references = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    ModelCheck(
            DatabaseSnapshot start,
            DatabaseSnapshot after,
            ExpectedModels expected,
            NewApplication application,
            ReleaseCatalogue catalogue) {
        startRows = new StartRows(start);
        this.after = after;
        this.expected = expected;
        this.application = application;
        this.catalogue = catalogue;
    }

    List<String> violations() {
        for (Expected model : expected.all()) {
            Row provider = provider(model);
            if (provider == null) {
                violations.add(model + ": the tenant has no provider " + model.provider());
                continue;
            }
            List<Row> instances = instances(model, provider);
            if (instances.isEmpty()) {
                violations.add(model + ": no instance of " + model.provider() + " has its credential and base URL");
            } else if (!model.name().isEmpty()) {
                instances.forEach(instance -> references
                        .computeIfAbsent(model, key -> new TreeSet<>())
                        .add(reference(model, provider, instance)));
                model(model, provider, instances.get(0));
            }
        }
        return violations;
    }

    /**
     * {@code name@instance@provider} of the old row, for every instance with its credential and base URL; none where there is
     * no instance. Known after the check.
     */
    Set<String> references(Expected model) {
        return references.getOrDefault(model, Set.of());
    }

    private static String reference(Expected model, Row provider, Row instance) {
        return model.name() + "@" + instance.text("instance_name") + "@" + provider.text("provider_name");
    }

    private @Nullable Row provider(Expected model) {
        return application.providersOf(model.tenant()).stream()
                .filter(row -> after.same(row.text("provider_name"), model.provider()))
                .findFirst()
                .orElse(null);
    }

    private List<Row> instances(Expected model, Row provider) {
        return application.instancesOf(provider).stream()
                .filter(row -> row.text("api_key").equals(model.credential().text()))
                .filter(row -> NewApplication.baseUrl(row).equals(model.baseUrl()))
                .toList();
    }

    private void model(Expected model, Row provider, Row instance) {
        String reference = reference(model, provider, instance);
        if (!model.supported()) {
            retired(model, instance);
            return;
        }
        for (String type : model.types()) {
            Optional<Resolution> found = application.resolve(model.tenant(), reference, type);
            if (found.isEmpty()) {
                violations.add(model + ": " + reference + " does not resolve");
                return;
            }
            String wrong = wrong(model, instance, type, found.get());
            if (!wrong.isEmpty()) {
                violations.add(model + " as " + type + ": " + wrong);
            }
        }
        rows(model, provider, instance);
    }

    /** v0.27 lists models of a provider that it does not know, but they are off. */
    private void retired(Expected model, Row instance) {
        if (!catalogue.hasTypeBits() || model.types().isEmpty()) {
            return;
        }
        Set<String> types = new TreeSet<>();
        for (Row row : rowsOf(model, instance)) {
            types.addAll(ModelType.stored(row.text("model_type")));
            if (!row.text("status").equals("inactive")) {
                violations.add(model + ": v0.27 does not know the provider, but its row is " + row.text("status"));
            }
        }
        if (!types.containsAll(model.types())) {
            violations.add(model + ": has rows of the types " + types + ", not " + model.types());
        }
    }

    private List<Row> rowsOf(Expected model, Row instance) {
        return application.modelsOf(instance).stream()
                .filter(row -> row.text("model_name").equals(model.name()))
                .toList();
    }

    private String wrong(Expected model, Row instance, String type, Resolution found) {
        if (!found.credential().equals(model.credential().text())
                || !found.baseUrl().equals(model.baseUrl())) {
            return "another instance answers under its name";
        }
        if (model.on()) {
            return found.state() == State.ACTIVE ? "" : "was on, is " + found.state();
        }
        boolean listed = rowsOf(model, instance).stream()
                .anyMatch(row -> ModelType.stored(row.text("model_type")).contains(type)
                        && row.text("status").equals("inactive"));
        return listed && found.state() == State.INACTIVE ? "" : "was off, has no inactive row (" + found.state() + ")";
    }

    /** The rows of tenant_model that stand for the old row. */
    private void rows(Expected model, Row provider, Row instance) {
        for (Row row : rowsOf(model, instance)) {
            Set<String> types = ModelType.stored(row.text("model_type"));
            for (String type : types) {
                if (!model.types().contains(type) && !model.tolerated().contains(type)) {
                    violations.add(model + ": has a row of type " + type + " that nothing asks for");
                }
            }
            if (row.text("status").equals("active") != model.on()) {
                violations.add(model + " as " + types + ": its row is " + row.text("status"));
            }
            extra(model, provider, instance, row);
        }
    }

    private void extra(Expected model, Row provider, Row instance, Row row) {
        Optional<RawJson> extra = RawJson.parse(row.text("extra")).filter(RawJson::isObject);
        if (extra.isEmpty()) {
            violations.add(model + ": extra is no JSON object");
            return;
        }
        String tokens = member(extra.get(), "max_tokens");
        if (!model.row().text("max_tokens").equals(tokens) && !wasThere(instance, row, "max_tokens", tokens)) {
            violations.add(model + ": extra.max_tokens is " + tokens);
        }
        String tools = member(extra.get(), "is_tools");
        if (!wantedTools(model, provider).contains(tools != null && tools.equals("true"))
                && !wasThere(instance, row, "is_tools", tools)) {
            violations.add(model + ": extra.is_tools is " + tools);
        }
    }

    /** What stood in the new tables wins over the old row; what they lack is completed from it. */
    private boolean wasThere(Row instance, Row row, String name, @Nullable String value) {
        return value != null
                && startRows.models(instance, row.text("model_name")).stream()
                        .flatMap(old -> RawJson.parse(old.text("extra")).filter(RawJson::isObject).stream())
                        .anyMatch(extra -> value.equals(member(extra, name)));
    }

    private static @Nullable String member(RawJson extra, String name) {
        return extra.topMembers().stream()
                .filter(member -> member.name().equals(name))
                .map(extra::raw)
                .reduce((first, second) -> second)
                .orElse(null);
    }

    private Set<Boolean> wantedTools(Expected model, Row provider) {
        Boolean own = model.credential().isTools();
        if (own != null) {
            return Set.of(own);
        }
        Set<Boolean> listed = catalogue.tools(provider.text("provider_name"), model.name());
        return listed.isEmpty() ? Set.of(false) : listed;
    }
}
