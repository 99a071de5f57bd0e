package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Types that references use models for and that these lack, in a table with types as bits. A model without a row gets none: the
 * stage that seeds has decided that before.
 */
final class TypeBits {

    private final StageContext context;
    private final Map<String, Integer> bitsById = new TreeMap<>();

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
        Map<String, List<StoredModels.Row>> stored = new StoredModels(context.dialect())
                .ofInstances(
                        connection,
                        extras.stream()
                                .map(ReferenceRules.Extra::instanceId)
                                .distinct()
                                .toList());
        for (ReferenceRules.Extra extra : extras) {
            ModelType type = extra.row().type();
            stored.getOrDefault(extra.instanceId(), List.of()).stream()
                    .filter(row -> row.name().equals(extra.row().name()) && !row.has(type))
                    .forEach(row -> bits.bitsById.merge(row.id(), type.bit(), (one, other) -> one | other));
        }
        return bits;
    }

    /** Adds the types; returns the number of models changed. The time of the last update stays. */
    long write(Connection transaction) throws SQLException {
        String sql = "UPDATE " + context.dialect().quoted(NewTables.MODEL)
                + " SET model_type = model_type | ? WHERE id = ? AND (model_type & ?) <> ?";
        long changed = 0;
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
}
