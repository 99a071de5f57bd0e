package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.JsonReferences;
import dev.ragflow.migrator.model.domain.ModelReference;
import dev.ragflow.migrator.model.domain.ReferenceRow;
import dev.ragflow.migrator.model.domain.Slot;
import dev.ragflow.migrator.model.domain.Splice;
import dev.ragflow.migrator.model.domain.TextPlan;
import dev.ragflow.migrator.model.rules.ReferenceRules;
import dev.ragflow.migrator.model.rules.TenantModels;
import dev.ragflow.migrator.model.tables.Fingerprint;
import dev.ragflow.migrator.model.tables.ReferenceHead;
import dev.ragflow.migrator.model.tables.ReferenceHeads;
import dev.ragflow.migrator.model.tables.ReferenceTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to change in some rows of one table, worked out from what was read. */
final class ReferenceEdits {

    /**
     * A part of a text to be replaced.
     *
     * @param fingerprint of the text that was read
     * @param start where the part begins, in characters from 1 on
     * @param length how many characters it has
     * @param after what comes in its place
     */
    record Edit(String id, String column, String fingerprint, int start, int length, String after) {}

    private static final String NO_TENANT = "row without a tenant";

    private final ReferenceTable table;
    private final ReferenceHeads reader;
    private final ReferenceRules rules;
    private final TextPlans known;
    private final int generation;
    private final Map<TextPlans.Key, TextPlan> plans = new HashMap<>();
    private final List<Edit> edits = new ArrayList<>();
    private final List<ReferenceRules.Extra> extras = new ArrayList<>();
    private final List<String> sharedBeyondDefault = new ArrayList<>();
    private final List<String> changed = new ArrayList<>();
    private final Set<TextPlans.Key> pending = new HashSet<>();
    private final Tally tally = new Tally();
    private long largest;
    private long openSince = Long.MAX_VALUE;

    /** @param known what was found out about texts before; not changed until {@link #committed} */
    ReferenceEdits(ReferenceTable table, ReferenceHeads reader, ReferenceRules rules, TextPlans known) {
        this.table = table;
        this.reader = reader;
        this.rules = rules;
        this.known = known;
        this.generation = known.generation();
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

    /** The ids of rows whose text somebody changed while it was read. */
    List<String> changed() {
        return changed;
    }

    Tally tally() {
        return tally;
    }

    /** How large the largest of the new JSON texts is, in bytes. */
    long largest() {
        return largest;
    }

    /**
     * When the earliest row was written whose models have no instances yet, epoch milliseconds; empty where there is none, or none
     * that tells.
     */
    OptionalLong openSince() {
        return openSince == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(openSince);
    }

    TextPlans.Key key(ReferenceHead head) {
        return new TextPlans.Key(
                head.row().owner(),
                head.fingerprint(),
                rules.isRepair() ? head.row().writtenAt() : 0);
    }

    /** Whether the row's JSON has been thought about, or there is none. */
    boolean isPlanned(ReferenceHead head) {
        if (head.fingerprint().isEmpty()) {
            return true;
        }
        TextPlans.Key key = key(head);
        if (!plans.containsKey(key)) {
            TextPlan plan = known.get(key);
            if (plan == null) {
                return false;
            }
            plans.put(key, plan);
        }
        return true;
    }

    /** Thinks about the JSON of a row, which has the fingerprint that was read. */
    void plan(ReferenceHead head, String text, @Nullable TenantModels models) {
        TextPlans.Key key = key(head);
        plans.put(key, plan(key, text, models));
    }

    private TextPlan plan(TextPlans.Key key, String text, @Nullable TenantModels models) {
        boolean mayName = reader.mayName(text);
        if (models == null || !mayName) {
            List<String> skipped = mayName ? List.of(NO_TENANT) : List.of();
            return TextPlan.of(text, mayName, Splice.NONE, false, new TextPlan.Counts(0, skipped));
        }
        Map<List<Object>, ReferenceRules.Outcome> outcomes = new HashMap<>();
        boolean[] beyondDefault = {false};
        int[] unchanged = {0};
        List<String> skipped = new ArrayList<>();
        Optional<Splice> splice = JsonReferences.splice(text, table.isSearch(), (name, slot, value) -> {
            boolean onlyModels = Slot.mayNameParser(name);
            ReferenceRules.Outcome outcome = outcomes.computeIfAbsent(
                    List.of(slot, onlyModels, value),
                    any -> rules.apply(models, value, slot, null, onlyModels, key.writtenAt()));
            extras.addAll(outcome.extras());
            if (outcome.kind() == ReferenceRules.Kind.PENDING) {
                pending.add(key);
            }
            unchanged[0] += outcome.kind() == ReferenceRules.Kind.MIGRATED ? 1 : 0;
            reasonToSkip(outcome, onlyModels).ifPresent(skipped::add);
            beyondDefault[0] |= outcome.kind() == ReferenceRules.Kind.RESOLVED
                    && !outcome.text().equals(value)
                    && ModelReference.parse(outcome.text())
                            .map(reference -> !reference.instance().equals(ModelReference.DEFAULT_INSTANCE))
                            .orElse(false);
            return outcome.text();
        });
        if (splice.isEmpty()) {
            skipped.add("text that is no JSON");
        }
        return TextPlan.of(
                text,
                true,
                splice.orElse(Splice.NONE),
                beyondDefault[0],
                new TextPlan.Counts(unchanged[0], List.copyOf(skipped)));
    }

    /**
     * Adds a row whose JSON was thought about.
     *
     * @param models the models of the row's tenant; null where it has none, or where only its JSON can name any
     */
    void add(ReferenceHead head, @Nullable TenantModels models) {
        TextPlan plan = head.fingerprint().isEmpty() ? null : plans.get(key(head));
        if (plan == null && !head.fingerprint().isEmpty()) {
            changed.add(head.row().id());
            return;
        }
        boolean mayName = plan != null && plan.mayName();
        if (head.row().texts().isEmpty() && !mayName) {
            return;
        }
        tally.read(1);
        if (!head.row().texts().isEmpty()) {
            if (models == null) {
                tally.skipped(NO_TENANT, 1);
                return;
            }
            addNames(head.row(), models);
        }
        String json = table.json();
        if (plan != null && json != null) {
            addJson(head, json, plan);
        }
    }

    private void addNames(ReferenceRow row, TenantModels models) {
        long writtenAt = rules.isRepair() ? row.writtenAt() : 0;
        row.texts().forEach((column, text) -> {
            Slot slot = Slot.of(column, false).orElseThrow();
            ReferenceRules.Outcome outcome =
                    rules.apply(models, text, slot, row.hints().get(column), false, writtenAt);
            extras.addAll(outcome.extras());
            if (outcome.kind() == ReferenceRules.Kind.PENDING) {
                leaveOpen(row);
            }
            tally.unchanged(outcome.kind() == ReferenceRules.Kind.MIGRATED ? 1 : 0);
            reasonToSkip(outcome, false).ifPresent(reason -> tally.skipped(reason, 1));
            if (!outcome.text().equals(text)) {
                edits.add(new Edit(
                        row.id(),
                        column,
                        Fingerprint.of(text),
                        1,
                        text.codePointCount(0, text.length()),
                        outcome.text()));
            }
        });
    }

    private void addJson(ReferenceHead head, String column, TextPlan plan) {
        plan.counts().addTo(tally);
        if (pending.contains(key(head))) {
            leaveOpen(head.row());
        }
        if (plan.isChange()) {
            edits.add(new Edit(head.row().id(), column, head.fingerprint(), plan.start(), plan.length(), plan.text()));
            largest = Math.max(largest, head.bytes() + plan.growth());
        }
        if (head.row().shared() && plan.beyondDefault()) {
            sharedBeyondDefault.add(head.row().id());
        }
    }

    private void leaveOpen(ReferenceRow row) {
        if (row.writtenAt() > 0) {
            openSince = Math.min(openSince, row.writtenAt());
        }
    }

    /** Why a reference stays as it is, where that is to be told. */
    private static Optional<String> reasonToSkip(ReferenceRules.Outcome outcome, boolean onlyModels) {
        return switch (outcome.kind()) {
            case RESOLVED, DEFAULTED, MIGRATED, PENDING -> Optional.empty();
            case HOMELESS -> Optional.of("reference to a credential that is not in the new tables");
            case UNKNOWN -> onlyModels ? Optional.empty() : Optional.of("reference that named no model before either");
        };
    }

    /** In the order in which the server keeps the rows. */
    void sort() {
        edits.sort(Comparator.comparing(Edit::id));
    }

    /** The models that the texts need are there now, so that the same texts need none again. */
    void committed() {
        plans.keySet().removeAll(pending);
        known.keep(plans, generation);
    }
}
