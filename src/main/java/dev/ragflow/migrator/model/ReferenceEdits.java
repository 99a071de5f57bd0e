package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to change in some rows of one table, worked out from what was read. */
final class ReferenceEdits {

    /** A text to be written in place of the one that was read. */
    record Edit(String id, String column, String before, String after) {}

    private record JsonText(String text, long writtenAt) {}

    /** JSON text after its references were replaced; empty where it is no JSON. */
    private record EditedJson(Optional<String> text, Tally tally, boolean beyondDefault) {}

    private final ReferenceTable table;
    private final ReferenceRules rules;
    private final List<Edit> edits = new ArrayList<>();
    private final List<ReferenceRules.Extra> extras = new ArrayList<>();
    private final List<String> sharedBeyondDefault = new ArrayList<>();
    private final Tally tally = new Tally();

    /** Documents repeat the configuration of their knowledge base: by tenant, what became of a text. */
    private final Map<TenantModels, Map<JsonText, EditedJson>> jsonTexts = new HashMap<>();

    ReferenceEdits(ReferenceTable table, ReferenceRules rules) {
        this.table = table;
        this.rules = rules;
    }

    List<Edit> edits() {
        return edits;
    }

    List<ReferenceRules.Extra> extras() {
        return extras;
    }

    /** The ids of canvases that their team runs and that now name an instance other than the default one. */
    List<String> sharedBeyondDefault() {
        return sharedBeyondDefault;
    }

    Tally tally() {
        return tally;
    }

    /** @param models the models of the row's tenant, null where it has none */
    void add(ReferenceRow row, @Nullable TenantModels models) {
        tally.read(1);
        if (models == null) {
            tally.skipped("row without a tenant", 1);
            return;
        }
        long writtenAt = rules.isRepair() ? row.writtenAt() : 0;
        row.texts().forEach((column, text) -> {
            if (column.equals(table.json())) {
                addJson(row, column, text, models, writtenAt);
            } else {
                Slot slot = Slot.of(column, false).orElseThrow();
                ReferenceRules.Outcome outcome =
                        rules.apply(models, text, slot, row.hints().get(column), false, writtenAt);
                take(outcome, tally, false);
                change(row, column, text, outcome.text());
            }
        });
    }

    private void addJson(ReferenceRow row, String column, String text, TenantModels models, long writtenAt) {
        EditedJson edited = jsonTexts
                .computeIfAbsent(models, any -> new HashMap<>())
                .computeIfAbsent(new JsonText(text, writtenAt), any -> edit(text, models, writtenAt));
        tally.add(edited.tally());
        edited.text().ifPresent(after -> change(row, column, text, after));
        if (row.shared() && edited.beyondDefault()) {
            sharedBeyondDefault.add(row.id());
        }
    }

    private EditedJson edit(String text, TenantModels models, long writtenAt) {
        Map<List<Object>, ReferenceRules.Outcome> known = new HashMap<>();
        Tally counts = new Tally();
        boolean[] beyondDefault = {false};
        Optional<String> after = JsonReferences.edit(text, table.isSearch(), (key, slot, value) -> {
            boolean onlyModels = Slot.mayNameParser(key);
            ReferenceRules.Outcome outcome = known.computeIfAbsent(
                    List.of(slot, onlyModels, value),
                    any -> rules.apply(models, value, slot, null, onlyModels, writtenAt));
            take(outcome, counts, onlyModels);
            beyondDefault[0] |= outcome.kind() == ReferenceRules.Kind.RESOLVED
                    && !outcome.text().equals(value)
                    && ModelReference.parse(outcome.text())
                            .map(reference -> !reference.instance().equals(ModelReference.DEFAULT_INSTANCE))
                            .orElse(false);
            return outcome.text();
        });
        if (after.isEmpty()) {
            counts.skipped("text that is no JSON", 1);
        }
        return new EditedJson(after, counts, beyondDefault[0]);
    }

    private void change(ReferenceRow row, String column, String before, String after) {
        if (!after.equals(before)) {
            edits.add(new Edit(row.id(), column, before, after));
        }
    }

    private void take(ReferenceRules.Outcome outcome, Tally counts, boolean onlyModels) {
        extras.addAll(outcome.extras());
        switch (outcome.kind()) {
            case RESOLVED, DEFAULTED -> {}
            case MIGRATED -> counts.unchanged(1);
            case HOMELESS -> counts.skipped("reference to a credential that is not in the new tables", 1);
            case UNKNOWN -> counts.skipped("reference that named no model before either", onlyModels ? 0 : 1);
        }
    }
}
