package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.oracle.ExpectedModels.Expected;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the application relies on in the three new tables, and that no row is there that no old row explains. */
final class NewTableCheck {

    private static final List<String> TABLES =
            List.of("tenant_model_provider", "tenant_model_instance", "tenant_model");

    /** Models that only the release before had are kept where a reference names them. */
    private static final ReleaseCatalogue FORMER = ReleaseCatalogue.of("v0.26.4");

    private final StartRows startRows;
    private final DatabaseSnapshot after;
    private final ExpectedModels expected;
    private final NewApplication application;
    private final ReleaseCatalogue catalogue;
    private final List<String> violations = new ArrayList<>();

    NewTableCheck(
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
        for (String table : TABLES) {
            after.rows(table).forEach(row -> idAndTimes(table, row));
        }
        Set<String> seen = new HashSet<>();
        Map<String, Row> providers = new HashMap<>();
        for (Row provider : after.rows("tenant_model_provider")) {
            providers.put(provider.text("id"), provider);
            String name = provider.text("tenant_id") + " | " + provider.text("provider_name");
            once(seen, "tenant_model_provider " + name, after.folded(name));
            provider(provider, "provider " + name);
        }
        Map<String, Row> instances = new HashMap<>();
        for (Row instance : after.rows("tenant_model_instance")) {
            instances.put(instance.text("id"), instance);
            if (!providers.containsKey(instance.text("provider_id"))) {
                violations.add("tenant_model_instance " + instance.text("id") + ": has no provider");
            }
        }
        for (Row model : after.rows("tenant_model")) {
            Row instance = instances.get(model.text("instance_id"));
            Row provider = providers.get(model.text("provider_id"));
            if (instance == null
                    || provider == null
                    || !instance.text("provider_id").equals(provider.text("id"))) {
                violations.add("tenant_model " + model.text("id") + ": instance and provider do not fit");
            } else {
                String what = describe(provider, instance, model);
                once(
                        seen,
                        "tenant_model " + what,
                        what + (catalogue.hasTypeBits() ? "" : " | " + model.text("model_type")));
                model(provider, instance, model);
            }
        }
        return violations;
    }

    private void once(Set<String> seen, String what, String key) {
        if (!seen.add(what.substring(0, what.indexOf(' ')) + key)) {
            violations.add(what + ": is there twice");
        }
    }

    private void idAndTimes(String table, Row row) {
        String what = table + " " + row.text("id");
        if (!row.text("id").matches("[0-9a-f]{32}")) {
            violations.add(what + ": the id is not 32 lower-case hexadecimal digits");
        }
        for (String kind : new String[] {"create", "update"}) {
            String time = row.text(kind + "_time");
            String date = row.text(kind + "_date");
            if (!time.matches("[0-9]{13}") || date.isEmpty() || !sameInstant(Long.parseLong(time), date)) {
                violations.add(what + ": " + kind + "_time " + time + " is not " + kind + "_date " + date);
            }
        }
    }

    private static boolean sameInstant(long millis, String date) {
        Instant instant = Instant.ofEpochMilli(millis);
        for (ZoneId zone : new ZoneId[] {ZoneOffset.UTC, ZoneId.systemDefault()}) {
            Duration apart = Duration.between(LocalDateTime.ofInstant(instant, zone), LocalDateTime.parse(date));
            if (apart.abs().toMillis() <= 1_000) {
                return true;
            }
        }
        return false;
    }

    private void provider(Row provider, String what) {
        List<Expected> models = expected.all().stream()
                .filter(model -> model.tenant().equals(provider.text("tenant_id"))
                        && after.same(model.provider(), provider.text("provider_name")))
                .toList();
        boolean existed = startRows.has("tenant_model_provider", provider);
        if (models.isEmpty() && existed) {
            return; // made in the new interface
        }
        if (models.isEmpty()) {
            violations.add(what + ": the tenant had no such factory");
            return;
        }
        if (models.stream().anyMatch(Expected::supported) && !catalogue.knows(provider.text("provider_name"))) {
            violations.add(what + ": v0.26 does not know this spelling");
        }
        Set<String> names = new TreeSet<>();
        Set<String> contents = new HashSet<>();
        Set<String> wantedNames = new TreeSet<>();
        for (Row instance : application.instancesOf(provider)) {
            wantedNames.add(wantedNames.isEmpty() ? "default" : "default-" + (wantedNames.size() + 1));
            if (!names.add(after.folded(instance.text("instance_name")))) {
                violations.add(what + ": two instances are named " + instance.text("instance_name"));
            }
            boolean isNew = contents.add(instance.text("api_key") + "\n" + NewApplication.baseUrl(instance));
            if (!isNew && !startRows.has("tenant_model_instance", instance)) {
                violations.add(what + ": two instances have one credential and base URL");
            }
            instance(instance, models, what + ", instance " + instance.text("instance_name"));
        }
        if (!existed && !names.equals(wantedNames)) {
            violations.add(what + ": its instances are named " + names);
        }
    }

    private void instance(Row instance, List<Expected> ofProvider, String what) {
        extra(instance, what);
        if (instance.get("api_key") == null) {
            violations.add(what + ": the key is NULL");
        }
        List<Expected> models = modelsOf(instance, ofProvider);
        boolean existed = startRows.has("tenant_model_instance", instance);
        if (models.isEmpty() && existed) {
            return;
        }
        if (models.isEmpty()) {
            violations.add(what + ": no model of the tenant has its credential and base URL");
            return;
        }
        List<Expected> named =
                models.stream().filter(model -> !model.name().isEmpty()).toList();
        String status = named.stream().anyMatch(Expected::on) ? "active" : "inactive";
        if (!named.isEmpty() && !instance.text("status").equals(status)) {
            violations.add(what + ": is " + instance.text("status") + ", not " + status);
        }
        if (instance.text("instance_name").equals("default") && !existed) {
            rightDefault(instance, ofProvider, what);
        }
    }

    /** The one with the most models is default; of several the one with the smallest model name in bytes. */
    private void rightDefault(Row instance, List<Expected> ofProvider, String what) {
        Map<String, List<Expected>> groups = new HashMap<>();
        for (Expected model : ofProvider) {
            groups.computeIfAbsent(model.credential().text() + "\n" + model.baseUrl(), key -> new ArrayList<>())
                    .add(model);
        }
        Comparator<List<Expected>> order = Comparator.comparing((List<Expected> group) -> -group.size())
                .thenComparing(
                        group -> group.stream()
                                .map(Expected::name)
                                .min(LegacyApplication.binaryOrder())
                                .orElse(""),
                        LegacyApplication.binaryOrder());
        Optional<List<Expected>> first = groups.values().stream().min(order);
        if (first.isPresent() && !modelsOf(instance, ofProvider).equals(first.get())) {
            violations.add(what + ": the instance with " + first.get() + " should be the default");
        }
    }

    private static List<Expected> modelsOf(Row instance, List<Expected> ofProvider) {
        return ofProvider.stream()
                .filter(model -> model.credential().text().equals(instance.text("api_key"))
                        && model.baseUrl().equals(NewApplication.baseUrl(instance)))
                .toList();
    }

    private void extra(Row instance, String what) {
        // RAGFlow's script leaves it empty, which RAGFlow reads as {}
        if (instance.text("extra").isEmpty() && startRows.has("tenant_model_instance", instance)) {
            return;
        }
        Optional<RawJson> extra = RawJson.parse(instance.text("extra")).filter(RawJson::isObject);
        if (extra.isEmpty()) {
            violations.add(what + ": extra is no JSON object");
        } else if (extra.get().topMembers().stream()
                .anyMatch(member -> extra.get().string(member).isEmpty())) {
            violations.add(what + ": extra has values that are not texts");
        }
    }

    private static String describe(Row provider, Row instance, Row model) {
        return provider.text("tenant_id") + " | " + provider.text("provider_name") + " | "
                + instance.text("instance_name") + " | " + model.text("model_name");
    }

    private void model(Row provider, Row instance, Row model) {
        String what = "tenant_model " + describe(provider, instance, model);
        boolean typeBits = catalogue.hasTypeBits();
        String type = model.text("model_type");
        if (typeBits ? !ModelType.isBits(type) : !ModelType.ALL.contains(type)) {
            violations.add(what + ": unknown type " + type);
        }
        if (!Set.of("active", "inactive", typeBits ? "" : "unsupported").contains(model.text("status"))) {
            violations.add(what + ": unknown status " + model.text("status"));
        }
        String providerName = provider.text("provider_name");
        if (!catalogue.knows(providerName) && !(typeBits && model.text("status").equals("inactive"))) {
            violations.add(what + ": v0.26 does not know the provider, and must not find models of it");
        }
        boolean explained = expected.all().stream()
                .anyMatch(old -> old.tenant().equals(provider.text("tenant_id"))
                        && after.same(old.provider(), provider.text("provider_name"))
                        && old.name().equals(model.text("model_name"))
                        && old.credential().text().equals(instance.text("api_key"))
                        && old.baseUrl().equals(NewApplication.baseUrl(instance)));
        boolean seeded = typeBits
                && (catalogue.models(providerName).contains(model.text("model_name"))
                        || FORMER.models(providerName).contains(model.text("model_name")));
        boolean known = explained || seeded || startRows.hasModel(instance, model.text("model_name"));
        if (!known || model.text("model_name").isEmpty()) {
            violations.add(what + ": the tenant has no such model with this credential and base URL");
        }
    }
}
