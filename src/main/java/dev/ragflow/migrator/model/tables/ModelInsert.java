package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.model.domain.MergedRow;
import dev.ragflow.migrator.model.domain.TypedRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Inserts rows of v0.27's form. A row that continues another keeps its id and times, any other gets new ones.
 *
 * @param table tenant_model, or the table that is to take its place
 */
public record ModelInsert(StageContext context, String table) {

    private static final List<String> COLUMNS = List.of(
            "id",
            "provider_id",
            "instance_id",
            "model_name",
            "model_type",
            "status",
            "extra",
            "create_time",
            "create_date",
            "update_time",
            "update_date");

    /** Makes the columns wide enough. */
    public void fit(Widths widths, List<MergedRow> rows) throws SQLException {
        for (MergedRow row : rows) {
            widths.fit("model_name", row.name());
            widths.fit("extra", row.extra());
        }
    }

    public void write(Connection transaction, List<MergedRow> rows) throws SQLException {
        long millis = context.clock().millis();
        LocalDateTime date = InsertBatch.date(millis);
        TypedRow.RowTimes now = new TypedRow.RowTimes(millis, date, millis, date);
        Iterable<List<@Nullable Object>> all =
                () -> rows.stream().map(row -> values(row, now)).iterator();
        new RowInsert(context.dialect(), table, COLUMNS).write(transaction, all);
    }

    private List<@Nullable Object> values(MergedRow row, TypedRow.RowTimes now) {
        TypedRow.RowTimes times = row.times() == null ? now : row.times();
        return Arrays.asList(
                row.id() == null ? context.ids().next() : row.id(),
                row.providerId(),
                row.instanceId(),
                row.name(),
                row.bits(),
                row.status(),
                row.extra(),
                times.created(),
                times.createDate(),
                times.updated(),
                times.updateDate());
    }
}
