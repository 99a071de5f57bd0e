package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.rules.ReferenceRules;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The types that references ask of models whose provider the target does not have. v0.26's model list fails on rows of such
 * models, which v0.27 may know again, so these types wait in a table of this program's own until v0.27's rows are made. The table exists where there are any.
 */
public final class SlotTypes {

    static final String TABLE = "ragflow_migrator_slot_type";

    private final StageContext context;
    private final List<ReferenceRules.Extra> extras;

    private SlotTypes(StageContext context, List<ReferenceRules.Extra> extras) {
        this.context = context;
        this.extras = extras;
    }

    /** What is to be noted of a chunk's references. */
    public static SlotTypes of(StageContext context, List<ReferenceRules.Extra> extras) {
        return new SlotTypes(
                context, extras.stream().filter(ReferenceRules.Extra::retired).toList());
    }

    /** Makes the table if it is needed; not part of a transaction. */
    public void prepare() throws SQLException {
        if (extras.isEmpty() || context.table(TABLE).isPresent()) {
            return;
        }
        // two names that differ only in case are two models
        String options = context.dialect().isPostgres()
                ? ""
                : " DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin ROW_FORMAT = DYNAMIC";
        try (Connection connection = context.connection()) {
            context.execute(connection, TABLE, """
                    CREATE TABLE IF NOT EXISTS %s (
                      instance_id VARCHAR(32) NOT NULL,
                      model_name VARCHAR(512) NOT NULL,
                      model_type VARCHAR(32) NOT NULL,
                      PRIMARY KEY (instance_id, model_name, model_type)
                    )%s""".formatted(context.dialect().quoted(TABLE), options));
        }
    }

    /** Has a dry run note them. */
    public void note(DryRun dryRun) {
        extras.forEach(dryRun::noted);
    }

    /** Notes them; what is noted already stays. */
    public void write(Connection transaction) throws SQLException {
        if (extras.isEmpty()) {
            return;
        }
        Dialect dialect = context.dialect();
        String sql = "INSERT INTO " + dialect.quoted(TABLE) + " (instance_id, model_name, model_type) VALUES (?, ?, ?) "
                + (dialect.isPostgres() ? "ON CONFLICT DO NOTHING" : "ON DUPLICATE KEY UPDATE model_type = model_type");
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (ReferenceRules.Extra extra : extras) {
                statement.setString(1, extra.instanceId());
                statement.setString(2, extra.row().name());
                statement.setString(3, extra.row().type().word());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** The types noted for the models of some instances, by instance and name. */
    static Map<String, Map<String, Set<ModelType>>> read(
            StageContext context, Connection connection, Collection<String> instances) throws SQLException {
        Map<String, Map<String, Set<ModelType>>> types = new HashMap<>();
        context.ifDryRun(dryRun -> dryRun.addSlots(instances, types));
        if (context.stored(TABLE).isEmpty()) {
            return types;
        }
        KeyedRows noted = context.keyed().rows(TABLE, "instance_id");
        noted.each(connection, "instance_id, model_name, model_type", instances, row -> {
            Set<ModelType> known = types.computeIfAbsent(row.getString(1), id -> new HashMap<>())
                    .computeIfAbsent(row.getString(2), name -> EnumSet.noneOf(ModelType.class));
            ModelType.of(row.getString(3)).ifPresent(known::add);
        });
        return types;
    }
}
