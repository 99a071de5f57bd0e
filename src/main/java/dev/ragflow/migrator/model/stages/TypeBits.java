package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.MergedRow;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.rules.ReferenceRules;
import dev.ragflow.migrator.model.tables.DryRun;
import dev.ragflow.migrator.model.tables.MergeReader;
import dev.ragflow.migrator.model.tables.ModelInsert;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.StoredModels;
import dev.ragflow.migrator.model.tables.Widths;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Types that references use models for and that these lack, in a table with types as bits. A model without a row gets one only where
 * nothing but its use tells what it does: of all others, the stage that seeds has decided before.
 */
final class TypeBits {

    private final StageContext context;
    private final Map<String, Integer> bitsById = new TreeMap<>();
    private final Map<MergeReader.Key, ReferenceRules.Extra> unlisted = new HashMap<>();
    private final Map<MergeReader.Key, Integer> unlistedBits = new HashMap<>();

    private TypeBits(StageContext context) {
        this.context = context;
    }

    static TypeBits none(StageContext context) {
        return new TypeBits(context);
    }

    /** What the models that references ask for lack. */
    static TypeBits of(StageContext context, Connection connection, List<ReferenceRules.Extra> extras)
            throws SQLException {
        TypeBits bits = new TypeBits(context);
        Map<String, List<StoredModels.Row>> stored =
                context.stored(ModelTables.MODEL).isEmpty()
                        ? Map.of()
                        : new StoredModels(context.keyed())
                                .ofInstances(
                                        connection,
                                        extras.stream()
                                                .map(ReferenceRules.Extra::instanceId)
                                                .distinct()
                                                .toList());
        for (ReferenceRules.Extra extra : extras) {
            ModelType type = extra.row().type();
            List<StoredModels.Row> rows = stored.getOrDefault(extra.instanceId(), List.of()).stream()
                    .filter(row -> row.name().equals(extra.row().name()))
                    .toList();
            rows.stream()
                    .filter(row -> !row.has(type) && !(extra.onlyUnedited() && row.edited()))
                    .forEach(row -> bits.bitsById.merge(row.id(), type.bit(), (one, other) -> one | other));
            if (rows.isEmpty() && extra.unlisted() && !extra.onlyUnedited()) {
                MergeReader.Key key =
                        new MergeReader.Key(extra.instanceId(), extra.row().name());
                bits.unlisted.put(key, extra);
                bits.unlistedBits.merge(key, type.bit(), (one, other) -> one | other);
            }
        }
        return bits;
    }

    /** Makes the columns of the model table wide enough. */
    void fit(Widths widths) throws SQLException {
        new ModelInsert(context, ModelTables.MODEL).fit(widths, inserts());
    }

    /** How many models are to be added or changed. */
    long size() {
        return (long) unlisted.size() + bitsById.size();
    }

    /** Has a dry run note what is changed. */
    void note(DryRun dryRun) {
        if (size() > 0) {
            dryRun.changedInPlace();
            bitsById.keySet().forEach(dryRun::typed);
        }
    }

    /** Adds the types; returns the number of models added or changed. The time of the last update stays. */
    long write(Connection transaction) throws SQLException {
        new ModelInsert(context, ModelTables.MODEL).write(transaction, inserts());
        String sql = "UPDATE " + context.dialect().quoted(ModelTables.MODEL)
                + " SET model_type = model_type | ? WHERE id = ? AND (model_type & ?) <> ?";
        long changed = unlisted.size();
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (Map.Entry<String, Integer> row : bitsById.entrySet()) {
                statement.setInt(1, row.getValue());
                statement.setString(2, row.getKey());
                statement.setInt(3, row.getValue());
                statement.setInt(4, row.getValue());
                changed += statement.executeUpdate();
            }
        }
        return changed;
    }

    /** The rows of models that only their use describes, each with all types that they are used for. */
    private List<MergedRow> inserts() {
        return unlisted.entrySet().stream()
                .map(model -> {
                    ReferenceRules.Extra extra = model.getValue();
                    return new MergedRow(
                            null,
                            extra.providerId(),
                            extra.instanceId(),
                            extra.row().name(),
                            unlistedBits.getOrDefault(model.getKey(), 0),
                            extra.row().active(),
                            extra.row().extra(),
                            null);
                })
                .toList();
    }
}
