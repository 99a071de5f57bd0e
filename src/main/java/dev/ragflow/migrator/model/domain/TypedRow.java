package dev.ragflow.migrator.model.domain;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code tenant_model} as v0.26 has it: one type of one model; or as v0.27 has it, with bits for types. Its times are carried over unchanged, since they tell
 * whether a user ever changed it.
 *
 * @param type the word, or the number, in {@code model_type}
 * @param named whether something outside names the model by this id
 */
public record TypedRow(
        String id,
        String providerId,
        String instanceId,
        String name,
        String type,
        String status,
        String extra,
        RowTimes times,
        boolean named) {

    /** The four times of a row: epoch milliseconds, and the same instants as the application wrote them. */
    public record RowTimes(
            @Nullable Long created,
            @Nullable LocalDateTime createDate,
            @Nullable Long updated,
            @Nullable LocalDateTime updateDate) {}

    /** What must be unique in v0.26. */
    public ModelKey key() {
        return new ModelKey(instanceId, name, type);
    }

    /** The same row in another state. */
    public TypedRow withStatus(String other) {
        return new TypedRow(id, providerId, instanceId, name, type, other, extra, times, named);
    }

    /** The same row, named from outside. */
    public TypedRow withName() {
        return new TypedRow(id, providerId, instanceId, name, type, status, extra, times, true);
    }

    /** The types as bits, for a row of v0.27; 0 for none. */
    public int bits() {
        return type.isEmpty() ? 0 : Integer.parseInt(type);
    }

    /** When it was last written, epoch milliseconds; 0 where it does not tell. */
    public long lastTime() {
        Long last = times.updated() == null ? times.created() : times.updated();
        return last == null ? 0 : last;
    }

    /** Whether somebody changed it after it was made. */
    public boolean isEdited() {
        return times.updated() != null && !times.updated().equals(times.created());
    }

    public boolean isActive() {
        return status.equals("active");
    }

    public boolean isInactive() {
        return status.equals("inactive");
    }

    /** An instance's rows of those of some. A row that names another provider than its instance's is nobody's. */
    public static List<TypedRow> of(Instance instance, Map<String, List<TypedRow>> rows) {
        return rows.getOrDefault(instance.id(), List.of()).stream()
                .filter(row -> row.providerId().equals(instance.providerId()))
                .toList();
    }
}
