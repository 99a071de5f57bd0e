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

    private final ReferenceTable table;
    private final List<Edit> edits = new ArrayList<>();
    private final List<TenantModels.Extra> extras = new ArrayList<>();
    private final List<String> sharedBeyondDefault = new ArrayList<>();
    private final Tally tally = new Tally();

    ReferenceEdits(ReferenceTable table) {
        this.table = table;
    }

    List<Edit> edits() {
        return edits;
    }

    List<TenantModels.Extra> extras() {
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
        Map<String, TenantModels.Outcome> known = new HashMap<>();
        boolean[] beyondDefault = {false};
        for (Map.Entry<String, String> text : row.texts().entrySet()) {
            String column = text.getKey();
            Optional<String> after = column.equals(table.json())
                    ? JsonReferences.edit(
                            text.getValue(),
                            table.isSearch(),
                            (key, slot, value) -> replace(models, slot, value, null, key, known, beyondDefault))
                    : Optional.of(replace(
                            models,
                            Slot.of(column, false).orElseThrow(),
                            text.getValue(),
                            row.hints().get(column),
                            column,
                            known,
                            beyondDefault));
            if (after.isEmpty()) {
                tally.skipped("text that is no JSON", 1);
            } else if (!after.get().equals(text.getValue())) {
                edits.add(new Edit(row.id(), column, text.getValue(), after.get()));
            }
        }
        if (row.shared() && beyondDefault[0]) {
            sharedBeyondDefault.add(row.id());
        }
    }

    private String replace(
            TenantModels models,
            Slot slot,
            String value,
            @Nullable Long hint,
            String key,
            Map<String, TenantModels.Outcome> known,
            boolean[] beyondDefault) {
        boolean onlyModels = Slot.mayNameParser(key);
        // one text names the same model many times in a canvas
        TenantModels.Outcome outcome = known.computeIfAbsent(
                slot + (onlyModels ? " or parser " : " ") + hint + " " + value,
                any -> models.resolve(value, slot, hint, onlyModels));
        switch (outcome.kind()) {
            case RESOLVED, DEFAULTED -> {
                beyondDefault[0] |= ModelReference.parse(outcome.text())
                        .map(reference -> !reference.instance().equals(ModelReference.DEFAULT_INSTANCE))
                        .orElse(false);
                outcome.extra().ifPresent(extras::add);
            }
            case MIGRATED -> tally.unchanged(1);
            case HOMELESS -> tally.skipped("reference to a credential that is not in the new tables", 1);
            case UNKNOWN -> {
                if (!onlyModels) {
                    tally.skipped("reference that named no model before either", 1);
                }
            }
        }
        return outcome.text();
    }
}
