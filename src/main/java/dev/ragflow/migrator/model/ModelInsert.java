package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.List;

/**
 * Inserts rows of v0.27's form. A row that continues another keeps its id and times, any other gets new ones.
 *
 * @param table tenant_model, or the table that is to take its place
 */
record ModelInsert(StageContext context, String table) {

    /** Makes the columns wide enough. */
    void fit(Widths widths, List<MergedRow> rows) throws SQLException {
        for (MergedRow row : rows) {
            widths.fit("model_name", row.name());
            widths.fit("extra", row.extra());
        }
    }

    void write(Connection transaction, List<MergedRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String sql = "INSERT INTO " + context.dialect().quoted(table)
                + " (id, provider_id, instance_id, model_name, model_type, status, extra,"
                + " create_time, create_date, update_time, update_date) VALUES " + InList.of(11);
        long millis = context.clock().millis();
        LocalDateTime date = NewRows.date(millis);
        TypedRow.RowTimes now = new TypedRow.RowTimes(millis, date, millis, date);
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (MergedRow row : rows) {
                bind(statement, row, row.times() == null ? now : row.times());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void bind(PreparedStatement statement, MergedRow row, TypedRow.RowTimes times) throws SQLException {
        String id = row.id();
        statement.setString(1, id == null ? context.ids().next() : id);
        statement.setString(2, row.providerId());
        statement.setString(3, row.instanceId());
        statement.setString(4, row.name());
        statement.setInt(5, row.bits());
        statement.setString(6, row.status());
        statement.setString(7, row.extra());
        statement.setObject(8, times.created(), Types.BIGINT);
        statement.setObject(9, times.createDate(), Types.TIMESTAMP);
        statement.setObject(10, times.updated(), Types.BIGINT);
        statement.setObject(11, times.updateDate(), Types.TIMESTAMP);
    }
}
