package dev.ragflow.migrator.model.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What changes whenever somebody adds, changes or removes a row that the merge reads. Not {@code tenant_llm}: a row that comes
 * there while the merge compares has no instance yet, and is caught up on as one that comes a moment later.
 */
public final class MergeSources {

    private final StageContext context;

    public MergeSources(StageContext context) {
        this.context = context;
    }

    /** The tables that are read, that of the models aside. */
    public List<String> besideModels() {
        return List.of(ModelTables.PROVIDER, ModelTables.INSTANCE);
    }

    /**
     * Numbers to compare; the first is that of the models.
     *
     * @param models the name under which the models' table is found
     */
    public List<Long> read(Connection connection, String models) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        add(connection, models, numbers);
        for (String table : besideModels()) {
            add(connection, table, numbers);
        }
        return numbers;
    }

    private void add(Connection connection, String table, List<Long> numbers) throws SQLException {
        String sql = "SELECT COUNT(*), MAX(update_time), MAX(create_time) FROM "
                + context.dialect().quoted(table);
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                numbers.add(row.getLong(column));
            }
        }
    }
}
