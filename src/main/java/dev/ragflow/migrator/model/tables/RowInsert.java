package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Inserts rows, many by one statement. Drivers make such statements of batches, too, but MySQL's writes every value twice for it,
 * once to see how long it is.
 *
 * @param columns their names
 */
public record RowInsert(Dialect dialect, String table, List<String> columns) {

    /** More make no statement quicker. */
    private static final int ROWS = 500;

    /** Characters of one statement's texts, but for a single row: far less than any server takes at once. */
    private static final int CHARACTERS = 256 << 10;

    /** Inserts rows, each with a value for every column. */
    public void write(Connection transaction, Iterable<? extends List<? extends @Nullable Object>> rows)
            throws SQLException {
        List<List<? extends @Nullable Object>> portion = new ArrayList<>();
        int characters = 0;
        for (List<? extends @Nullable Object> row : rows) {
            int more = characters(row);
            if (portion.size() == ROWS || (characters + more > CHARACTERS && !portion.isEmpty())) {
                insert(transaction, portion);
                portion.clear();
                characters = 0;
            }
            portion.add(row);
            characters += more;
        }
        if (!portion.isEmpty()) {
            insert(transaction, portion);
        }
    }

    private static int characters(List<? extends @Nullable Object> row) {
        int characters = 0;
        for (Object value : row) {
            characters += value instanceof String text ? text.length() : 0;
        }
        return characters;
    }

    private void insert(Connection transaction, List<List<? extends @Nullable Object>> rows) throws SQLException {
        String sql = "INSERT INTO " + dialect.quoted(table) + " ("
                + columns.stream().map(dialect::quoted).collect(Collectors.joining(", ")) + ") VALUES "
                + String.join(", ", Collections.nCopies(rows.size(), InList.of(columns.size())));
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            int parameter = 0;
            for (List<? extends @Nullable Object> row : rows) {
                for (Object value : row) {
                    statement.setObject(++parameter, value);
                }
            }
            statement.executeUpdate();
        }
    }
}
