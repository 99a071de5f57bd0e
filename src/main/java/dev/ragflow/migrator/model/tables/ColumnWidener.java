package dev.ragflow.migrator.model.tables;

import java.sql.SQLException;

/** Makes columns wider before a value that would not fit is written: nothing is ever cut. */
@FunctionalInterface
public interface ColumnWidener {

    /**
     * Makes sure that a column takes {@code characters} characters; does nothing where it does. Called outside any transaction.
     */
    void ensure(String table, String column, int characters) throws SQLException;
}
