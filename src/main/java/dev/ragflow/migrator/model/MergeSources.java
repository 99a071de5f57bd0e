package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What changes whenever somebody adds, changes or removes a row that the merge reads. */
final class MergeSources {

    private final StageContext context;
    private final boolean hasLegacy;

    MergeSources(StageContext context) throws SQLException {
        this.context = context;
        this.hasLegacy = context.table(LegacyTable.NAME).isPresent();
    }

    /** The tables that are read, that of the models aside. */
    List<String> besideModels() {
        return hasLegacy
                ? List.of(NewTables.PROVIDER, NewTables.INSTANCE, LegacyTable.NAME)
                : List.of(NewTables.PROVIDER, NewTables.INSTANCE);
    }

    /**
     * Numbers to compare; the first is that of the models.
     *
     * @param models the name under which the models' table is found
     */
    List<Long> read(Connection connection, String models) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        add(connection, models, ", MAX(update_time), MAX(create_time)", numbers);
        for (String table : besideModels()) {
            // the times of tenant_llm also move when a model is merely used
            boolean timed = !table.equals(LegacyTable.NAME);
            add(connection, table, timed ? ", MAX(update_time), MAX(create_time)" : "", numbers);
        }
        return numbers;
    }

    private void add(Connection connection, String table, String times, List<Long> numbers) throws SQLException {
        String sql = "SELECT COUNT(*)" + times + " FROM " + context.dialect().quoted(table);
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                numbers.add(row.getLong(column));
            }
        }
    }
}
