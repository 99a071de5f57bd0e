package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * The table {@code tenant_model_removed}: rows of {@code tenant_model} that the application can do nothing with, the second of one
 * model or without a name. They are moved there whole, so that nothing is lost.
 */
final class SetAside {

    static final String TABLE = "tenant_model_removed";

    private static final String COLUMNS = "id, provider_id, instance_id, model_name, model_type, status, extra,"
            + " create_time, create_date, update_time, update_date";

    private final StageContext context;

    SetAside(StageContext context) {
        this.context = context;
    }

    /** Makes the table, wide enough for the rows; outside any transaction. */
    void prepare(List<TypedRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String like = context.dialect().isPostgres() ? "(LIKE %s INCLUDING DEFAULTS)" : "LIKE %s";
        try (Connection connection = context.connection()) {
            context.execute(
                    connection,
                    TABLE,
                    "CREATE TABLE IF NOT EXISTS " + quoted(TABLE) + " " + like.formatted(quoted(NewTables.MODEL)));
        }
        if (context.isRehearsal()) {
            return;
        }
        Widths widths = context.widths(TABLE);
        for (TypedRow row : rows) {
            widths.fit("model_name", row.name());
            widths.fit("extra", row.extra());
        }
    }

    /** Moves the rows, in the caller's transaction; returns how many. */
    long move(Connection transaction, List<TypedRow> rows) throws SQLException {
        long moved = 0;
        KeyedRows models = context.keyed().rows(NewTables.MODEL, "id");
        for (List<String> ids :
                KeyedRows.portions(rows.stream().map(TypedRow::id).toList())) {
            execute(
                    transaction,
                    "INSERT INTO " + quoted(TABLE) + " (" + COLUMNS + ") SELECT " + COLUMNS + " FROM "
                            + models.from(transaction, ids.size()) + " AND id NOT IN (SELECT id FROM " + quoted(TABLE)
                            + ")",
                    ids);
            moved += execute(
                    transaction,
                    "DELETE FROM " + quoted(NewTables.MODEL) + " WHERE id IN " + InList.of(ids.size()),
                    ids);
        }
        return moved;
    }

    private static int execute(Connection transaction, String sql, List<String> ids) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            InList.bind(statement, 1, ids);
            return statement.executeUpdate();
        }
    }

    private String quoted(String name) {
        return context.dialect().quoted(name);
    }
}
