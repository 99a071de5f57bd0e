package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.oracle.ExpectedModels.Expected;
import dev.ragflow.migrator.oracle.NewApplication.Resolution;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Counts by the rules of the applications alone what the program's summary counts. */
final class PreservedCount {

    private static final ReleaseCatalogue CATALOGUE = ReleaseCatalogue.of("v0.27.0");

    /** What a repair brought back. */
    record Restored(long instances, long models, long states) {}

    private final DatabaseSnapshot before;
    private final DatabaseSnapshot start;
    private final ExpectedModels expected;
    private final Map<StoredReference, Expected> references = new HashMap<>();

    PreservedCount(DatabaseSnapshot before, DatabaseSnapshot start) {
        this.before = before;
        this.start = start;
        expected = new ExpectedModels(before, CATALOGUE);
        LegacyApplication legacy = new LegacyApplication(before, CATALOGUE);
        for (StoredReference place : new ReferencePlaces(before).all()) {
            String tenant = place.tenant();
            if (tenant != null) {
                legacy.resolve(tenant, place.text(), place.slot(), place.hint()).ifPresent(row -> {
                    expected.usedAs(row, place);
                    references.put(place, expected.of(row));
                });
            }
        }
    }

    /** Models that the release can have: it knows the provider, and somebody knows the type. */
    private Stream<Expected> possible() {
        return expected.all().stream()
                .filter(model -> model.supported() && !model.types().isEmpty());
    }

    long models() {
        return possible().count();
    }

    long references() {
        return references.size();
    }

    /** Models with their credential, base URL, types and state. */
    long modelsIn(DatabaseSnapshot after) {
        List<String> violations =
                new ModelCheck(start, after, expected, new NewApplication(after, CATALOGUE), CATALOGUE).violations();
        Predicate<Expected> isWell = model -> violations.stream()
                .filter(violation -> !violation.contains(": extra."))
                .noneMatch(violation -> violation.startsWith(model + ": ") || violation.startsWith(model + " as "));
        return possible().filter(isWell).count();
    }

    /** References that lead to a row of their model, on or off, with its credential and base URL. */
    long referencesIn(DatabaseSnapshot after) {
        NewApplication application = new NewApplication(after, CATALOGUE);
        Map<String, Deque<StoredReference>> now = new HashMap<>();
        new ReferencePlaces(after).all().forEach(place -> now.computeIfAbsent(where(place), key -> new ArrayDeque<>())
                .add(place));
        long preserved = 0;
        for (StoredReference place : new ReferencePlaces(before).all()) {
            StoredReference later =
                    now.getOrDefault(where(place), new ArrayDeque<>()).poll();
            Expected model = references.get(place);
            String tenant = place.tenant();
            if (later != null && model != null && tenant != null) {
                Optional<Resolution> found = application.resolve(tenant, later.text(), place.slot());
                if (found.filter(it -> it.model() != null && isOf(model, it.instance()))
                        .isPresent()) {
                    preserved++;
                }
            }
        }
        return preserved;
    }

    Restored restored(DatabaseSnapshot migrated, DatabaseSnapshot repaired) {
        Set<String> instances = migrated.byKey("tenant_model_instance").keySet();
        long added = repaired.byKey("tenant_model_instance").keySet().stream()
                .filter(id -> !instances.contains(id))
                .count();
        long models = 0;
        long states = 0;
        NewApplication earlier = new NewApplication(migrated, CATALOGUE);
        NewApplication later = new NewApplication(repaired, CATALOGUE);
        for (Expected model : possible().toList()) {
            Map<String, String> old = states(model, earlier);
            Map<String, String> now = states(model, later);
            if (!old.keySet().containsAll(now.keySet())) {
                models++;
            } else if (!old.equals(now)) {
                states++;
            }
        }
        return new Restored(added, models, states);
    }

    /** Status and types by the instance; the script may have made several of one credential. */
    private Map<String, String> states(Expected model, NewApplication application) {
        Map<String, String> states = new HashMap<>();
        application.providersOf(model.tenant()).stream()
                .filter(provider -> before.same(provider.text("provider_name"), model.provider()))
                .flatMap(provider -> application.instancesOf(provider).stream())
                .filter(instance -> isOf(model, instance))
                .flatMap(instance -> application.modelsOf(instance).stream())
                .filter(row -> row.text("model_name").equals(model.name()))
                .forEach(row -> states.put(row.text("instance_id"), row.text("status") + row.text("model_type")));
        return states;
    }

    private static boolean isOf(Expected model, Row instance) {
        return instance.text("api_key").equals(model.credential().text())
                && NewApplication.baseUrl(instance).equals(model.baseUrl());
    }

    private static String where(StoredReference place) {
        return place.table() + " | " + place.key() + " | " + place.column();
    }
}
