package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings one table straight to what the target release expects: creates it, or adds columns, widens and loosens them, and adds
 * indexes. Nothing is narrowed, made stricter or dropped, and what other changes see to ({@link TenantLlmKey}, {@link
 * UniqueUserEmail}, {@link ColumnRename}, {@link IdColumns}) is left to them.
 */
public final class TableConvergence implements SchemaChange {

    private static final String MODELS = "tenant_model";

    private final Release target;
    private final Table expected;

    /** @throws IllegalArgumentException when the release has no such table */
    public TableConvergence(Release target, String table) {
        this.target = target;
        this.expected = table(target, table);
    }

    private static Table table(Release release, String table) {
        return ExpectedSchema.of(release)
                .table(table)
                .orElseThrow(() -> new IllegalArgumentException(release + " has no table " + table));
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
    public Optional<String> onlyTable() {
        return Optional.of(expected.name());
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
        return plan(connection, live, true);
    }

    private List<PlannedStatement> plan(Connection connection, LiveSchema live, boolean indexesLater) {
        List<SchemaDifference> open = open(live);
        if (open.isEmpty()) {
            return List.of();
        }
        boolean missing = open.get(0).kind() == SchemaDifference.Kind.MISSING_TABLE;
        try {
            Table wanted = missing && firstHoldsNames(connection, live) ? table(Release.V0_26_4, MODELS) : wanted(live);
            TablePlanner planner = live.dialect().isPostgres()
                    ? new PostgresPlanner(live, wanted)
                    : new MySqlPlanner(connection, live, wanted, indexesLater);
            return missing ? planner.create() : planner.converge(open);
        } catch (SQLException e) {
            throw new MigrationException(
                    "The definition of table " + expected.name() + " could not be read; nothing was changed", e);
        }
    }

    @Override
    public List<PlannedStatement> rebuilds(Connection connection, LiveSchema live, Set<String> tables) {
        return tables.contains(expected.name())
                ? plan(connection, live, false).stream() // as an operator would run it
                        .filter(PlannedStatement::rebuild)
                        .toList()
                : List.of();
    }

    @Override
    public SchemaChangeResult apply(Ddl ddl) {
        LiveSchema live = ddl.live(expected.name());
        List<PlannedStatement> steps = plan(ddl.connection(), live);
        steps.forEach(ddl::run);
        return SchemaChangeResult.of(steps);
    }

    /**
     * The table as it must be now. While {@code tenant_model} holds the names of types, as v0.26's does, it is brought to that
     * release's shape: the stage that merges its rows swaps in the table with numbers.
     */
    private Table wanted(LiveSchema live) {
        boolean holdsNames = hasNumbers()
                && live.hasColumn(MODELS, "model_type")
                && live.table(MODELS)
                        .orElseThrow()
                        .existingColumn("model_type")
                        .type()
                        .isText();
        return holdsNames ? table(Release.V0_26_4, MODELS) : expected;
    }

    private boolean hasNumbers() {
        return expected.name().equals(MODELS) && target.hasTypeBits();
    }

    /** Models that are still in the old table alone come through v0.26's form, which is what a rollback restores. */
    private boolean firstHoldsNames(Connection connection, LiveSchema live) throws SQLException {
        if (!hasNumbers()
                || LiveSchema.readTable(connection, live.dialect(), "tenant_llm")
                        .tables()
                        .isEmpty()) {
            return false;
        }
        return Sql.of(connection, "SELECT 1 FROM tenant_llm LIMIT 1").hasRow();
    }

    private List<SchemaDifference> open(LiveSchema live) {
        return SchemaComparison.compare(wanted(live), live).stream()
                .filter(SchemaDifference::isOpen)
                .filter(difference -> !TenantLlmKey.owns(difference))
                .filter(difference -> !UniqueUserEmail.owns(difference))
                .filter(difference -> !ColumnRename.owns(difference, live))
                .filter(difference -> !IdColumns.owns(difference))
                .toList();
    }
}
