package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.ModelExtra;
import dev.ragflow.migrator.model.domain.TypedRow;
import java.util.List;
import java.util.Objects;

/**
 * What a run of this program that ended at v0.26 could not write, since v0.26 does not know it and the target does: models of a
 * provider that v0.26 does not have, models whose type nobody knew, and what only the target's catalogue says of a model. No user
 * of v0.26 can have removed or switched what was not there, so {@code tenant_llm} still decides about it.
 */
final class LeftOut {

    private final Catalogue target;
    private final Catalogue previous;

    LeftOut(Catalogue target, Catalogue previous) {
        this.target = target;
        this.previous = previous;
    }

    /**
     * Whether such a run left a model out. Another reason for a model without rows is that a user removed it: so the instance must be
     * this program's own, and where it has rows although v0.26 does not have the provider, that run knew another catalogue.
     *
     * @param rows the model's in v0.26's table
     * @param legacy the model's old rows
     */
    boolean includes(InstanceModels known, List<TypedRow> rows, List<LegacyModel> legacy) {
        if (!known.ours() || !rows.isEmpty() || legacy.isEmpty() || !target.has(known.provider())) {
            return false;
        }
        ModelRows then = new ModelRows(previous, known.provider(), legacy);
        return then.isRetired() ? known.rows().isEmpty() : then.types().isEmpty();
    }

    /**
     * Whether a row says of its model's tools only what a run that ended at v0.26 had to assume: no old row tells, and only the
     * target's catalogue has the model.
     *
     * @param legacy the model's old rows
     */
    boolean isDefault(String provider, TypedRow row, List<LegacyModel> legacy) {
        return !row.isEdited()
                && target.find(provider, row.name()).isPresent()
                && previous.find(provider, row.name()).isEmpty()
                && legacy.stream().map(LegacyModel::tools).noneMatch(Objects::nonNull)
                && legacy.stream()
                        .map(model -> ModelExtra.of(previous.tools(provider, row.name()), model.maxTokens()))
                        .anyMatch(row.extra()::equals);
    }
}
