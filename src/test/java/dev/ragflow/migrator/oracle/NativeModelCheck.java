package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.oracle.NewApplication.Resolution;
import dev.ragflow.migrator.oracle.NewApplication.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What users made in the interface of v0.26 works in v0.27 as it did: only the rows of a model become one. */
final class NativeModelCheck {

    private final DatabaseSnapshot start;
    private final StartRows startRows;
    private final DatabaseSnapshot after;
    private final NewApplication application;
    private final ReleaseCatalogue catalogue;
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Row> providers;
    private final Map<String, Row> instances;

    NativeModelCheck(
            DatabaseSnapshot start, DatabaseSnapshot after, NewApplication application, ReleaseCatalogue catalogue) {
        this.start = start;
        startRows = new StartRows(start);
        this.after = after;
        this.application = application;
        this.catalogue = catalogue;
        Set<String> legacy = start.rows("tenant_llm").stream()
                .map(row -> row.text("tenant_id"))
                .collect(Collectors.toSet());
        providers = start.byKey("tenant_model_provider");
        providers.values().removeIf(row -> legacy.contains(row.text("tenant_id")));
        instances = start.byKey("tenant_model_instance");
        instances.values().removeIf(row -> !providers.containsKey(row.text("provider_id")));
    }

    List<String> violations() {
        providers.forEach((id, row) -> same("tenant_model_provider", id, row, "tenant_id", "provider_name"));
        instances.forEach((id, row) ->
                same("tenant_model_instance", id, row, "provider_id", "instance_name", "api_key", "status", "extra"));
        for (List<Row> rows : startRows.allModels()) {
            Row instance = instances.get(rows.get(0).text("instance_id"));
            if (instance != null) {
                model(instance, rows);
            }
        }
        backup();
        groups();
        references();
        return violations;
    }

    private void same(String table, String id, Row row, String... columns) {
        Row now = after.byKey(table).get(id);
        if (now == null) {
            violations.add(table + " " + id + ": the row is gone");
            return;
        }
        for (String column : columns) {
            if (!Objects.equals(row.get(column), now.get(column))) {
                violations.add(table + " " + id + ": " + column + " changed");
            }
        }
    }

    private void model(Row instance, List<Row> rows) {
        String provider = Objects.requireNonNull(providers.get(instance.text("provider_id")))
                .text("provider_name");
        String name = rows.get(0).text("model_name");
        Map<String, Set<String>> types = new HashMap<>();
        Set<String> unlisted = new TreeSet<>(startRows.hasTypeBits() ? Set.of() : catalogue.types(provider, name));
        for (Row row : rows) {
            Set<String> stored = ModelType.stored(row.text("model_type"));
            types.computeIfAbsent(row.text("status"), key -> new TreeSet<>()).addAll(stored);
            unlisted.removeAll(stored);
        }
        if (!unlisted.isEmpty()) {
            types.computeIfAbsent("active", key -> new TreeSet<>()).addAll(unlisted);
        }
        String status = types.containsKey("active") ? "active" : "inactive";
        Set<String> wanted = types.getOrDefault(status, Set.of());
        String wantedStatus = catalogue.knows(provider) ? status : "inactive";
        List<Row> now = application.modelsOf(instance).stream()
                .filter(row -> row.text("model_name").equals(name))
                .toList();
        String what = "tenant_model " + provider + " | " + instance.text("instance_name") + " | " + name;
        if (now.size() != (wanted.isEmpty() ? 0 : 1)) {
            violations.add(what + ": has " + now.size() + " rows");
        }
        for (Row row : now) {
            if (!row.text("status").equals(wantedStatus)) {
                violations.add(what + ": is " + row.text("status") + ", not " + wantedStatus);
            }
            if (!ModelType.stored(row.text("model_type")).equals(wanted)) {
                violations.add(what + ": has type " + row.text("model_type") + ", not " + ModelType.bits(wanted));
            }
            if (rows.stream().noneMatch(old -> old.text("id").equals(row.text("id")))) {
                violations.add(what + ": has another id");
            }
            if (rows.stream().noneMatch(old -> members(row).containsAll(members(old)))) {
                violations.add(what + ": lost something from extra");
            }
        }
    }

    private static Set<String> members(Row row) {
        Set<String> members = new HashSet<>();
        RawJson.parse(row.text("extra")).filter(RawJson::isObject).ifPresent(json -> json.topMembers()
                .forEach(member -> members.add(member.name() + ":" + json.raw(member))));
        return members;
    }

    /** The table of v0.26 stays as it was, under another name. */
    private void backup() {
        if (startRows.hasTypeBits()) {
            return;
        }
        Map<String, Row> kept = after.byKey("tenant_model_backup");
        for (List<Row> rows : startRows.allModels()) {
            for (Row row : rows) {
                Row now = kept.get(row.text("id"));
                if (now == null) {
                    violations.add("tenant_model " + row.text("id") + ": is not in tenant_model_backup");
                } else if (instances.containsKey(row.text("instance_id")) && !now.equals(row)) {
                    violations.add("tenant_model " + row.text("id") + ": is another in tenant_model_backup");
                }
            }
        }
    }

    private void groups() {
        Map<String, Row> now = after.byKey("tenant_model");
        Map<String, Row> old = start.byKey("tenant_model");
        for (Row row : start.rows("tenant_model_group_mapping")) {
            String id = row.text("model_id");
            if (old.containsKey(id) && !now.containsKey(id)) {
                violations.add("tenant_model " + id + ": a group needs this id");
            }
        }
    }

    /** Every reference that v0.26 resolved, through its catalogue too, still finds the same instance. */
    private void references() {
        ReleaseCatalogue of =
                startRows.hasTypeBits() && !start.rows("tenant_model").isEmpty()
                        ? catalogue
                        : ReleaseCatalogue.of("v0.26.4");
        NewApplication former = new NewApplication(start, of);
        Set<String> tenants = new HashSet<>();
        providers.values().forEach(row -> tenants.add(row.text("tenant_id")));
        Map<String, Deque<StoredReference>> later = new HashMap<>();
        for (StoredReference place : new ReferencePlaces(after).all()) {
            later.computeIfAbsent(where(place), key -> new ArrayDeque<>()).add(place);
        }
        for (StoredReference place : new ReferencePlaces(start).all()) {
            StoredReference after =
                    later.getOrDefault(where(place), new ArrayDeque<>()).poll();
            String tenant = place.tenant();
            if (tenant == null || !tenants.contains(tenant) || place.keywords()) {
                continue;
            }
            Optional<Resolution> old = former.resolve(tenant, place.text(), place.slot())
                    .filter(found -> found.state() == State.ACTIVE && catalogue.knows(found.provider()));
            Optional<Resolution> now = application.resolve(tenant, after == null ? "" : after.text(), place.slot());
            if (old.isPresent() && (now.isEmpty() || !sameModel(old.get(), now.get()))) {
                violations.add(place + ": worked in v0.26 and does no longer");
            }
        }
    }

    private static boolean sameModel(Resolution old, Resolution now) {
        return now.state() == State.ACTIVE
                && now.instance().text("id").equals(old.instance().text("id"));
    }

    private static String where(StoredReference place) {
        return place.table() + " | " + place.key() + " | " + place.column();
    }
}
