package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.oracle.ExpectedModels.Expected;
import dev.ragflow.migrator.oracle.NewApplication.Resolution;
import dev.ragflow.migrator.oracle.NewApplication.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Every reference must point to what it pointed to, and all text around it must be as it was. */
final class ReferenceCheck {

    private final DatabaseSnapshot before;
    private final DatabaseSnapshot start;
    private final DatabaseSnapshot after;
    private final LegacyApplication legacy;
    private final ExpectedModels expected;
    private final ModelCheck models;
    private final NewApplication application;
    private final ReleaseCatalogue catalogue;
    private final Map<String, Map<String, Row>> startByTable = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    ReferenceCheck(
            DatabaseSnapshot before,
            DatabaseSnapshot start,
            DatabaseSnapshot after,
            LegacyApplication legacy,
            ExpectedModels expected,
            ModelCheck models,
            NewApplication application,
            ReleaseCatalogue catalogue) {
        this.before = before;
        this.start = start;
        this.after = after;
        this.legacy = legacy;
        this.expected = expected;
        this.models = models;
        this.application = application;
        this.catalogue = catalogue;
    }

    List<String> violations() {
        ReferencePlaces places = new ReferencePlaces(before);
        for (String table : ReferencePlaces.tables()) {
            Map<String, Row> now = after.byKey(table);
            for (Row row : before.rows(table)) {
                Row found = now.get(before.keyOf(table, row));
                if (found != null) {
                    for (StoredReference place : places.fields(table, row)) {
                        compare(place, found.text(place.column()));
                    }
                    json(table, row, found, places.inJson(table, row));
                }
            }
        }
        return violations;
    }

    private void json(String table, Row row, Row found, List<StoredReference> places) {
        String column = ReferencePlaces.JSON.get(table);
        if (column == null) {
            return;
        }
        String what = table + "." + column + " of " + before.keyOf(table, row);
        // RAGFlow's script writes the whole text again; from there on the bytes count
        Row begun = startRows(table).getOrDefault(before.keyOf(table, row), row);
        List<StoredReference> begunPlaces = new ReferencePlaces(start).inJson(table, begun);
        String old = begun.get(column);
        String now = found.get(column);
        if (places.size() != begunPlaces.size()) {
            violations.add(what + ": had " + places.size() + " references, and " + begunPlaces.size() + " later");
            return;
        }
        if (old == null || now == null || places.isEmpty()) {
            if (!Objects.equals(old, now)) {
                violations.add(what + ": has no reference, but changed");
            }
            return;
        }
        int oldAt = 0;
        int newAt = 0;
        for (int i = 0; i < places.size(); i++) {
            StoredReference place = begunPlaces.get(i);
            String between = old.substring(oldAt, place.start());
            int literalEnd = now.startsWith(between, newAt) ? RawJson.stringEnd(now, newAt + between.length()) : -1;
            if (literalEnd < 0) {
                violations.add(what + ": other bytes changed before character " + place.start());
                return;
            }
            String literal = now.substring(newAt + between.length(), literalEnd);
            if (!literal.equals(old.substring(place.start(), place.end()))) {
                if (RawJson.decoded(literal).equals(place.text())) {
                    violations.add(place + ": was written anew without need");
                }
            }
            compare(places.get(i), RawJson.decoded(literal));
            oldAt = place.end();
            newAt = literalEnd;
        }
        if (!old.substring(oldAt).equals(now.substring(newAt))) {
            violations.add(what + ": other bytes changed after character " + oldAt);
        }
    }

    private Map<String, Row> startRows(String table) {
        return startByTable.computeIfAbsent(table, start::byKey);
    }

    private void compare(StoredReference place, String now) {
        String tenant = place.tenant();
        Optional<Row> row =
                tenant == null ? Optional.empty() : legacy.resolve(tenant, place.text(), place.slot(), place.hint());
        if (row.isPresent() && tenant != null) {
            resolved(place, tenant, expected.of(row.get()), now);
        } else if (!unresolved(place).contains(now)) {
            violations.add(place + ": did not resolve, is now '" + now + "', not one of " + unresolved(place));
        }
    }

    private Set<String> unresolved(StoredReference place) {
        Set<String> allowed = new TreeSet<>(Set.of(place.text()));
        int at = place.text().indexOf('@');
        if (place.keywords() || at < 0 || at != place.text().lastIndexOf('@')) {
            return allowed;
        }
        String provider = place.text().substring(at + 1);
        String longer = place.text().substring(0, at) + "@default@" + provider;
        if (catalogue.knows(provider) && place.tenant() != null) {
            allowed.add(longer);
            // without an instance of that name, two parts find the only one there is, which three would not
            if (!provider.equals("Builtin") && !isNative(place.tenant(), provider)) {
                allowed.remove(place.text());
            }
        } else if (Factories.wasKnown(provider)) {
            allowed.add(longer);
        }
        return allowed;
    }

    private boolean isNative(String tenant, String provider) {
        return start.rows("tenant_model_provider").stream()
                .anyMatch(
                        row -> row.text("tenant_id").equals(tenant) && start.same(row.text("provider_name"), provider));
    }

    private void resolved(StoredReference place, String tenant, Expected model, String now) {
        Set<String> wanted = models.references(model);
        if (wanted.isEmpty()) {
            return; // its instance is missing, which is reported with the model
        }
        if (!wanted.contains(now)) {
            violations.add(place + ": is now '" + now + "', not '" + String.join("' or '", wanted) + "'");
            return;
        }
        Optional<Resolution> found = application.resolve(tenant, now, place.slot());
        if (found.isEmpty()) {
            violations.add(place + ": '" + now + "' does not resolve");
        } else if (!found.get().credential().equals(model.credential().text())
                || !found.get().baseUrl().equals(model.baseUrl())) {
            violations.add(place + ": '" + now + "' has another credential or base URL");
        } else if (model.on()
                && model.supported()
                && !place.keywords()
                && found.get().state() != State.ACTIVE) {
            violations.add(place + ": '" + now + "' is " + found.get().state());
        }
    }
}
