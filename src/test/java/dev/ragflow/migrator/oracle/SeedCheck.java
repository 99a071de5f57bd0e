package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.oracle.ExpectedModels.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Without a fallback to the catalogue, every catalogue model that no row of the tenant's stands for has a row of its own. */
final class SeedCheck {

    private final StartRows start;
    private final ExpectedModels expected;
    private final NewApplication application;
    private final DatabaseSnapshot after;
    private final ReleaseCatalogue catalogue;
    private final List<String> violations = new ArrayList<>();

    SeedCheck(
            DatabaseSnapshot start,
            ExpectedModels expected,
            NewApplication application,
            DatabaseSnapshot after,
            ReleaseCatalogue catalogue) {
        this.start = new StartRows(start);
        this.expected = expected;
        this.application = application;
        this.after = after;
        this.catalogue = catalogue;
    }

    List<String> violations() {
        for (Row provider : after.rows("tenant_model_provider")) {
            for (Row instance : application.instancesOf(provider)) {
                if (isNeeded(provider, instance)) {
                    catalogue
                            .models(provider.text("provider_name"))
                            .forEach(model -> seeded(provider, instance, model));
                }
            }
        }
        return violations;
    }

    /** With bits in place already, a model without a row may be one that its user deselected. */
    private boolean isNeeded(Row provider, Row instance) {
        return !start.has("tenant_model_instance", instance)
                || !start.hasTypeBits()
                || (start.hasNoTypes(instance)
                        && expected.all().stream().anyMatch(old -> isOf(old, provider, instance)));
    }

    private void seeded(Row provider, Row instance, String model) {
        if (start.hasModel(instance, model) || isOwn(provider, instance, model)) {
            return;
        }
        String name = provider.text("provider_name");
        String what = "catalogue model " + provider.text("tenant_id") + " | " + name + " | "
                + instance.text("instance_name") + " | " + model;
        Optional<Row> row = application.modelsOf(instance).stream()
                .filter(found -> found.text("model_name").equals(model))
                .findFirst();
        if (row.isEmpty()) {
            violations.add(what + ": has no row");
            return;
        }
        Set<String> types = ModelType.stored(row.get().text("model_type"));
        if (!types.equals(catalogue.types(name, model))) {
            violations.add(what + ": has the types " + types + ", not " + catalogue.types(name, model));
        }
        if (instance.text("status").equals("active")
                && !row.get().text("status").equals("active")) {
            violations.add(what + ": nobody disabled it, but it is " + row.get().text("status"));
        }
        RawJson.parse(row.get().text("extra"))
                .filter(RawJson::isObject)
                .ifPresentOrElse(
                        extra -> extra(what, name, model, extra),
                        () -> violations.add(what + ": extra is no JSON object"));
    }

    private void extra(String what, String provider, String model, RawJson extra) {
        String tokens = "";
        boolean tools = false;
        for (RawJson.Member member : extra.topMembers()) {
            tokens = member.name().equals("max_tokens") ? extra.raw(member) : tokens;
            tools = member.name().equals("is_tools") ? extra.raw(member).equals("true") : tools;
        }
        if (!catalogue.tokens(provider, model).contains(tokens)) {
            violations.add(what + ": extra.max_tokens is " + tokens + ", not the catalogue's");
        }
        if (!catalogue.tools(provider, model).contains(tools)) {
            violations.add(what + ": extra.is_tools is " + tools + ", not the catalogue's");
        }
    }

    private boolean isOwn(Row provider, Row instance, String model) {
        return expected.all().stream()
                .filter(old -> old.name().equals(model))
                .anyMatch(old -> isOf(old, provider, instance));
    }

    private boolean isOf(Expected old, Row provider, Row instance) {
        return old.tenant().equals(provider.text("tenant_id"))
                && after.same(old.provider(), provider.text("provider_name"))
                && old.credential().text().equals(instance.text("api_key"))
                && old.baseUrl().equals(NewApplication.baseUrl(instance));
    }
}
