package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Retries;
import dev.ragflow.migrator.database.Transaction;
import dev.ragflow.migrator.model.domain.TypedRow;
import dev.ragflow.migrator.model.tables.InList;
import dev.ragflow.migrator.model.tables.KeyedRows;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.Widths;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The table {@code tenant_model_removed}: rows of {@code tenant_model} that the application can do nothing with, the second of one
 * model, without a name, or without a type that anything tells. They are moved there whole, so that nothing is lost.
 */
final class RemovedModels {

    static final String TABLE = "tenant_model_removed";

    private static final String COLUMNS = "id, provider_id, instance_id, model_name, model_type, status, extra,"
            + " create_time, create_date, update_time, update_date";

    /** Rows without a type that are read at once. */
    private static final int CHUNK = 1_000;

    /** A row with what may need wider columns. */
    public record Row(String id, String name, String extra) {

        static Row of(TypedRow row) {
            return new Row(row.id(), row.name(), row.extra());
        }
    }

    private final StageContext context;

    RemovedModels(StageContext context) {
        this.context = context;
    }

    /** Whether there are rows without a type. */
    boolean hasTypeless() throws SQLException {
        try (Connection connection = context.connection()) {
            return !typeless(connection, 1).isEmpty();
        }
    }

    /**
     * Moves the rows without a type; to be called once all who may know a type have been asked.
     *
     * @return how many
     */
    long moveTypeless() throws SQLException {
        if (context.isDryRun()) {
            return context.dryRun().typeless();
        }
        Retries retries = Retries.of(context.pacing());
        long all = 0;
        for (long moved = -1; moved != 0; all += moved) {
            context.pacing().check();
            moved = retries.run("rows without a type", ModelTables.MODEL, this::moveSomeTypeless);
        }
        return all;
    }

    private long moveSomeTypeless() throws SQLException {
        try (Connection connection = context.connection()) {
            List<Row> rows = typeless(connection, CHUNK);
            prepare(rows);
            if (!rows.isEmpty()) {
                Transaction.run(connection, () -> {
                    move(connection, rows);
                    context.pacing().guard().run();
                });
            }
            return rows.size();
        }
    }

    private List<Row> typeless(Connection connection, int limit) throws SQLException {
        List<Row> rows = new ArrayList<>();
        String sql = "SELECT id, model_name, extra FROM " + quoted(ModelTables.MODEL) + " WHERE model_type = 0 LIMIT "
                + limit;
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                String name = row.getString(2);
                String extra = row.getString(3);
                rows.add(new Row(row.getString(1), name == null ? "" : name, extra == null ? "" : extra));
            }
        }
        return rows;
    }

    /** Makes the table, wide enough for the rows; outside any transaction. */
    void prepare(List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String like = context.dialect().isPostgres() ? "(LIKE %s INCLUDING DEFAULTS)" : "LIKE %s";
        try (Connection connection = context.connection()) {
            context.execute(
                    connection,
                    TABLE,
                    "CREATE TABLE IF NOT EXISTS " + quoted(TABLE) + " " + like.formatted(quoted(ModelTables.MODEL)));
        }
        if (context.isDryRun()) {
            return;
        }
        Widths widths = context.widths(TABLE);
        for (Row row : rows) {
            widths.fit("model_name", row.name());
            widths.fit("extra", row.extra());
        }
    }

    /** Moves the rows, in the caller's transaction; returns how many. */
    long move(Connection transaction, List<Row> rows) throws SQLException {
        long moved = 0;
        KeyedRows models = context.keyed().rows(ModelTables.MODEL, "id");
        for (List<String> ids : KeyedRows.portions(rows.stream().map(Row::id).toList())) {
            execute(
                    transaction,
                    "INSERT INTO " + quoted(TABLE) + " (" + COLUMNS + ") SELECT " + COLUMNS + " FROM "
                            + models.from(transaction, ids.size()) + " AND id NOT IN (SELECT id FROM " + quoted(TABLE)
                            + ")",
                    ids);
            moved += execute(
                    transaction,
                    "DELETE FROM " + quoted(ModelTables.MODEL) + " WHERE id IN " + InList.of(ids.size()),
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
