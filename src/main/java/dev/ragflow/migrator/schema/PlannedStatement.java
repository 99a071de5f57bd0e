package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.MigrationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One step of a schema change. PostgreSQL runs all its SQL in one transaction; on the MySQL family a step is one statement,
 * or several of which each leaves a state the next run understands.
 *
 * @param table the table it changes
 * @param sql the statements, without a trailing semicolon
 * @param description what it does, for log and dry run, to follow the table's name: {@code add column tags}
 * @param check looks at the rows right before the step and refuses it when values would be lost
 * @param rebuild whether the server must rebuild the table for it while writes to it wait, as far as the shape shows
 * @param undo PostgreSQL: drops what a concurrent build of an index leaves when it fails; null if the step is none
 * @param effect makes of the table what it is after the step, as far as later steps look at it
 */
public record PlannedStatement(
        String table,
        List<String> sql,
        String description,
        Check check,
        boolean rebuild,
        @Nullable String undo,
        UnaryOperator<Table> effect) {

    /** A look at the rows before a step. */
    @FunctionalInterface
    public interface Check {
        Check NONE = connection -> {};

        /** @throws MigrationException when the step cannot be done without losing something */
        void run(Connection connection) throws SQLException;

        default Check and(Check next) {
            return connection -> {
                run(connection);
                next.run(connection);
            };
        }
    }

    public PlannedStatement {
        sql = List.copyOf(sql);
    }

    PlannedStatement(String table, List<String> sql, String description, Check check) {
        this(table, sql, description, check, false, null, UnaryOperator.identity());
    }

    static PlannedStatement of(String table, String sql, String description) {
        return new PlannedStatement(table, List.of(sql), description, Check.NONE);
    }

    PlannedStatement checkedBy(Check further) {
        return new PlannedStatement(table, sql, description, check.and(further), rebuild, undo, effect);
    }

    PlannedStatement withoutCheck() {
        return new PlannedStatement(table, sql, description, Check.NONE, rebuild, undo, effect);
    }

    PlannedStatement rebuilding(boolean whether) {
        return new PlannedStatement(table, sql, description, check, whether, undo, effect);
    }

    /** The step with what it makes of its table. */
    PlannedStatement making(UnaryOperator<Table> of) {
        return new PlannedStatement(table, sql, description, check, rebuild, undo, of);
    }

    /** PostgreSQL: the build of an index, which may be done while the application writes. */
    static PlannedStatement building(String table, String index, String sql, String description) {
        return new PlannedStatement(
                table,
                List.of(sql),
                description,
                Check.NONE,
                false,
                "DROP INDEX IF EXISTS " + index,
                UnaryOperator.identity());
    }

    /** The build of the index while the application writes. */
    List<String> concurrently() {
        return sql.stream()
                .map(build -> build.replaceFirst(" INDEX ", " INDEX CONCURRENTLY "))
                .toList();
    }

    @Override
    public String toString() {
        return "Table " + table + ": " + description;
    }
}
