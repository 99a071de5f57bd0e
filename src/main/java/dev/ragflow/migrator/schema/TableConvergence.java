package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Brings one table straight to what the target release expects: creates it, or adds columns, widens and loosens them, and adds
 * indexes. Nothing is narrowed, made stricter or dropped, and what other changes see to ({@link TenantLlmKey}, {@link
 * UniqueUserEmail}, {@link ColumnRename}) is left to them.
 */
public final class TableConvergence implements SchemaChange {

    private final Table expected;

    /** @throws IllegalArgumentException when the release has no such table */
    public TableConvergence(Release target, String table) {
        this.expected = ExpectedSchema.of(target)
                .table(table)
                .orElseThrow(() -> new IllegalArgumentException(target + " has no table " + table));
    }

    /** A convergence for every table of the release, in alphabetical order. */
    public static List<TableConvergence> allOf(Release target) {
        return ExpectedSchema.of(target).tables().keySet().stream()
                .map(table -> new TableConvergence(target, table))
                .toList();
    }

    @Override
    public String title() {
        return "table " + expected.name();
    }

    /** Whether a step is needed; from the snapshot alone. */
    public boolean hasWork(LiveSchema live) {
        return !open(live).isEmpty();
    }

    @Override
    public boolean hasWork(Connection connection, LiveSchema live) {
        return hasWork(live);
    }

    /**
     * The steps from the live schema to the expected one, in order; none when the table is converged.
     *
     * @param connection to read the exact definitions of columns that change; nothing is written
     * @throws MigrationException when a difference cannot be closed without losing something
     */
    public List<PlannedStatement> plan(Connection connection, LiveSchema live) {
        List<SchemaDifference> open = open(live);
        if (open.isEmpty()) {
            return List.of();
        }
        TablePlanner planner = live.dialect().isPostgres()
                ? new PostgresPlanner(live, expected)
                : new MySqlPlanner(connection, live, expected);
        boolean missing = open.get(0).kind() == SchemaDifference.Kind.MISSING_TABLE;
        try {
            return missing ? planner.create() : planner.converge(open);
        } catch (SQLException e) {
            throw new MigrationException(
                    "The definition of table " + expected.name() + " could not be read; nothing was changed", e);
        }
    }

    @Override
    public SchemaChangeResult apply(Ddl ddl) {
        LiveSchema live = LiveSchema.readTable(ddl.connection(), ddl.dialect(), expected.name());
        List<PlannedStatement> steps = plan(ddl.connection(), live);
        steps.forEach(ddl::run);
        return SchemaChangeResult.of(steps);
    }

    private List<SchemaDifference> open(LiveSchema live) {
        return SchemaComparison.compare(expected, live).stream()
                .filter(SchemaDifference::isOpen)
                .filter(difference -> !TenantLlmKey.owns(difference))
                .filter(difference -> !UniqueUserEmail.owns(difference))
                .filter(difference -> !ColumnRename.owns(difference, live))
                .toList();
    }
}
