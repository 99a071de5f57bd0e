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
import org.jspecify.annotations.Nullable;

/** Every old model must be there with the same credential, base URL, types and state. */
final class ModelCheck {

    private final DatabaseSnapshot after;
    private final ExpectedModels expected;
    private final NewApplication application;
    private final ReleaseCatalogue catalogue;
    private final Map<Expected, String> references = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    ModelCheck(
            DatabaseSnapshot after, ExpectedModels expected, NewApplication application, ReleaseCatalogue catalogue) {
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
            Row instance = instance(model, provider);
            if (instance == null) {
                violations.add(model + ": no instance of " + model.provider() + " has its credential and base URL");
            } else if (!model.name().isEmpty()) {
                model(model, provider, instance);
            }
        }
        return violations;
    }

    /** {@code name@instance@provider} of the old row; null where its instance is missing. Known after the check. */
    @Nullable
    String reference(Expected model) {
        return references.get(model);
    }

    private @Nullable Row provider(Expected model) {
        return application.providersOf(model.tenant()).stream()
                .filter(row -> after.same(row.text("provider_name"), model.provider()))
                .findFirst()
                .orElse(null);
    }

    private @Nullable Row instance(Expected model, Row provider) {
        return application.instancesOf(provider).stream()
                .filter(row -> row.text("api_key").equals(model.credential().text()))
                .filter(row -> NewApplication.baseUrl(row).equals(model.baseUrl()))
                .findFirst()
                .orElse(null);
    }

    private void model(Expected model, Row provider, Row instance) {
        String reference = model.name() + "@" + instance.text("instance_name") + "@" + provider.text("provider_name");
        references.put(model, reference);
        if (!model.supported()) {
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

    private String wrong(Expected model, Row instance, String type, Resolution found) {
        if (!found.credential().equals(model.credential().text())
                || !found.baseUrl().equals(model.baseUrl())) {
            return "another instance answers under its name";
        }
        if (model.on()) {
            return found.state() == State.ACTIVE ? "" : "was on, is " + found.state();
        }
        boolean listed = application.modelsOf(instance).stream()
                .anyMatch(row -> row.text("model_name").equals(model.name())
                        && row.text("model_type").equals(type)
                        && row.text("status").equals("inactive"));
        return listed && found.state() == State.INACTIVE ? "" : "was off, has no inactive row (" + found.state() + ")";
    }

    /** The rows of tenant_model that stand for the old row. */
    private void rows(Expected model, Row provider, Row instance) {
        for (Row row : application.modelsOf(instance)) {
            String type = row.text("model_type");
            if (!row.text("model_name").equals(model.name())) {
                continue;
            }
            if (!model.types().contains(type) && !model.tolerated().contains(type)) {
                violations.add(model + ": has a row of type " + type + " that nothing asks for");
            }
            if (row.text("status").equals("active") != model.on()) {
                violations.add(model + " as " + type + ": its row is " + row.text("status"));
            }
            extra(model, provider, row);
        }
    }

    private void extra(Expected model, Row provider, Row row) {
        Optional<RawJson> extra = RawJson.parse(row.text("extra")).filter(RawJson::isObject);
        if (extra.isEmpty()) {
            violations.add(model + ": extra is no JSON object");
            return;
        }
        String tokens = null;
        String tools = null;
        for (RawJson.Member member : extra.get().topMembers()) {
            tokens = member.name().equals("max_tokens") ? extra.get().raw(member) : tokens;
            tools = member.name().equals("is_tools") ? extra.get().raw(member) : tools;
        }
        if (!model.row().text("max_tokens").equals(tokens)) {
            violations.add(model + ": extra.max_tokens is " + tokens);
        }
        Set<Boolean> wanted = wantedTools(model, provider);
        if (!wanted.contains(tools != null && tools.equals("true"))) {
            violations.add(model + ": extra.is_tools is " + tools);
        }
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
