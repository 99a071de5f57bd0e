package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.MergedRow;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Texts;
import dev.ragflow.migrator.model.domain.TypedRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to change about the rows of one instance in a table that has types as bits.
 *
 * <p>No user can have made a row without a type or without a name, or two rows of one model: those are put right always. Other
 * rows are added or changed for the models only that the caller names, and a row that a user edited keeps its types and state.
 */
public final class BitPlan {

    /**
     * An instance with all that is known of its models.
     *
     * @param provider the name by which the catalogue knows the provider
     * @param stored its rows
     * @param legacy its old rows, by name
     * @param siblings the old rows of all instances of the provider, by name
     * @param former its rows in tenant_model_backup, by name
     */
    public record Subject(
            String provider,
            Instance instance,
            List<TypedRow> stored,
            Map<String, List<LegacyModel>> legacy,
            Map<String, List<LegacyModel>> siblings,
            Map<String, List<TypedRow>> former) {}

    /** A row with the values that it shall have. */
    public record Change(TypedRow row, int bits, String status, String extra) {}

    private final ModelMerge merge;
    private final Subject subject;
    private final Tally tally;
    private final List<MergedRow> inserts = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<TypedRow> asides = new ArrayList<>();

    private BitPlan(ModelMerge merge, Subject subject, Tally tally) {
        this.merge = merge;
        this.subject = subject;
        this.tally = tally;
    }

    /**
     * Plans for one instance.
     *
     * @param complete the names of the models that must be there
     * @param tally counts what nobody can put right
     */
    public static BitPlan of(ModelMerge merge, Subject subject, Set<String> complete, Tally tally) {
        BitPlan plan = new BitPlan(merge, subject, tally);
        Map<String, List<TypedRow>> byName = byName(subject.stored());
        byName.forEach((name, same) -> {
            if (name.isEmpty()) {
                plan.asides.addAll(same);
            } else {
                plan.present(same, complete.contains(name));
            }
        });
        complete.stream().filter(name -> !byName.containsKey(name)).forEach(plan::missing);
        return plan;
    }

    public static Map<String, List<TypedRow>> byName(List<TypedRow> rows) {
        Map<String, List<TypedRow>> byName = new TreeMap<>(Texts.BINARY);
        rows.forEach(row ->
                byName.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(row));
        return byName;
    }

    public List<MergedRow> inserts() {
        return inserts;
    }

    public List<Change> changes() {
        return changes;
    }

    /** Rows that leave the table: the second of a model, and those without a name. */
    public List<TypedRow> asides() {
        return asides;
    }

    private void missing(String name) {
        Optional<MergedRow> row = known(name);
        row.ifPresent(inserts::add);
        tally.skipped(ModelType.UNKNOWN, row.isEmpty() ? 1 : 0);
    }

    private void present(List<TypedRow> same, boolean complete) {
        String name = same.get(0).name();
        MergedRow lost = same.stream().anyMatch(row -> row.bits() == 0) ? typeOf(name) : null;
        List<TypedRow> edited = same.stream().filter(TypedRow::isEdited).toList();
        List<TypedRow> deciding = edited.isEmpty() ? same : edited;
        TypedRow kept = same.stream()
                .min(Comparator.comparing((TypedRow row) -> !row.named())
                        .thenComparing(row -> !row.isEdited())
                        .thenComparing(row -> row.bits() == 0)
                        .thenComparing(row -> !row.isActive())
                        .thenComparing(TypedRow::id))
                .orElseThrow();
        same.stream().filter(row -> row != kept).forEach(asides::add);
        String status = deciding.stream()
                .map(row -> status(row, lost))
                .min(Comparator.comparing((String word) -> !word.equals("active"))
                        .thenComparing(word -> !word.equals("inactive")))
                .orElseThrow();
        int bits = deciding.stream()
                .filter(row -> status(row, lost).equals(status))
                .mapToInt(row -> bits(row, lost))
                .reduce(0, (one, other) -> one | other);
        MergedRow wanted = complete && edited.isEmpty() ? known(name).orElse(null) : null;
        if (wanted != null) {
            change(kept, bits | wanted.bits(), wanted.status());
        } else {
            change(kept, bits, status);
        }
    }

    private void change(TypedRow row, int bits, String status) {
        if (bits == 0) {
            tally.skipped(ModelType.UNKNOWN, 1);
        }
        List<LegacyModel> legacy = subject.legacy().getOrDefault(row.name(), List.of());
        // RAGFlow's script left out what the old row tells, and that a user has changed nothing since shows that nobody
        // wanted it so
        boolean incomplete = row.bits() == 0 || (!row.isEdited() && !legacy.isEmpty());
        String extra = incomplete && bits != 0 ? merge.extra(subject.provider(), row.name(), row, legacy) : row.extra();
        if (bits != row.bits() || !status.equals(row.status()) || !extra.equals(row.extra())) {
            changes.add(new Change(row, bits, status, extra));
        } else {
            tally.unchanged(1);
        }
    }

    private static int bits(TypedRow row, @Nullable MergedRow lost) {
        return row.bits() != 0 ? row.bits() : lost == null ? 0 : lost.bits();
    }

    /** A row that lost its type worked for nobody, so its state is a script's unless somebody changed it since. */
    private String status(TypedRow row, @Nullable MergedRow lost) {
        boolean told =
                subject.legacy().containsKey(row.name()) || subject.former().containsKey(row.name());
        return row.bits() == 0 && lost != null && told && !row.isEdited() ? lost.status() : row.status();
    }

    /** The types that a row lost: by its own old rows, else the backup, else those of another instance, else the catalogue. */
    private @Nullable MergedRow typeOf(String name) {
        return known(name)
                .or(() -> merge.ofOldRows(
                        subject.provider(),
                        subject.instance(),
                        name,
                        subject.siblings().getOrDefault(name, List.of()),
                        Set.of()))
                .orElse(null);
    }

    /** What a model is by its own old rows, else by the backup; a user's edit in the backup comes before the old rows. */
    private Optional<MergedRow> known(String name) {
        List<LegacyModel> legacy = subject.legacy().getOrDefault(name, List.of());
        List<TypedRow> former = subject.former().getOrDefault(name, List.of());
        Optional<MergedRow> byFormer = former.isEmpty()
                ? Optional.empty()
                : merge.model(subject.provider(), subject.instance(), name, former, legacy)
                        .map(MergedRow::asNew);
        Optional<MergedRow> byLegacy = legacy.isEmpty() && !former.isEmpty()
                ? Optional.empty()
                : merge.ofOldRows(subject.provider(), subject.instance(), name, legacy, Set.of());
        return former.stream().anyMatch(TypedRow::isEdited) ? byFormer.or(() -> byLegacy) : byLegacy.or(() -> byFormer);
    }
}
