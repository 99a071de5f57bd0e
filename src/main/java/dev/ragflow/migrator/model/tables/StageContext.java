package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.batch.ChunkedPass;
import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.RangeReader;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.ModelIds;
import dev.ragflow.migrator.model.rules.ModelNames;
import dev.ragflow.migrator.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What every stage works with.
 *
 * @param dryRun null for a run that writes
 */
public record StageContext(
        Database database,
        Release target,
        Catalogue catalogue,
        Repair repair,
        Clock clock,
        ModelIds ids,
        ColumnWidener widener,
        Checkpoints checkpoints,
        LiveTables tables,
        KeyedTables keyed,
        InstanceIndex instances,
        BackgroundFill lastFill,
        Pacing pacing,
        @Nullable DryRun dryRun) {

    public boolean isDryRun() {
        return dryRun != null;
    }

    /** What this run pretends to have written; only where it is a dry run. */
    public DryRun dryRun() {
        return Objects.requireNonNull(dryRun, "this run writes");
    }

    public void ifDryRun(Consumer<DryRun> use) {
        if (dryRun != null) {
            use.accept(dryRun);
        }
    }

    public Dialect dialect() {
        return database.dialect();
    }

    /**
     * Passes a table range by range.
     *
     * @param rows how many it has for the pass, for progress, and since the instances of few are found quicker than an index is made
     */
    public void pass(Checkpoint checkpoint, String stage, String table, long rows, RangeReader<?> ranges)
            throws SQLException {
        instances.refresh(rows);
        new ChunkedPass(database, checkpoints, pacing, isDryRun()).run(checkpoint, stage, table, rows, ranges);
    }

    public Connection connection() throws SQLException {
        return database.dataSource().getConnection();
    }

    /** The table as it is, looked at once {@link #forgetTables since}; in a dry run as the steps so far would leave it. */
    public Optional<LiveTable> table(String name) throws SQLException {
        return dryRun != null ? dryRun.table(name) : tables.get(name);
    }

    /** The table as the database has it: what a statement may name. The same as {@link #table} but in a dry run. */
    public Optional<LiveTable> stored(String name) throws SQLException {
        return dryRun != null ? dryRun.stored(name) : tables.get(name);
    }

    /** Looks at several tables at once, for a caller who is about to ask for each. */
    public void lookAt(Collection<String> names) throws SQLException {
        if (dryRun == null) {
            tables.look(names);
        }
    }

    /** From now on tables are looked at anew: something may have changed them. */
    public void forgetTables() {
        tables.forget();
    }

    /** Runs a statement on a table of this program's own; a dry run notes it. */
    public void execute(Connection connection, String table, String sql) throws SQLException {
        if (dryRun != null) {
            dryRun.statement(table, sql);
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } finally {
            forgetTables();
        }
    }

    /** Has the server count the rows of a table that was just filled. */
    void refreshStatistics(String table) throws SQLException {
        try (Connection connection = connection()) {
            execute(connection, table, dialect().refreshStatistics(table));
        }
    }

    /** Whether {@code tenant_model} has the types as bits; in a dry run as the steps so far would leave it. */
    public boolean hasTypeBits() throws SQLException {
        return table(ModelTables.MODEL).filter(LiveTable::hasTypeBits).isPresent();
    }

    /** The same as the database has it. */
    public boolean storesTypeBits() throws SQLException {
        return stored(ModelTables.MODEL).filter(LiveTable::hasTypeBits).isPresent();
    }

    /** The models of the release before: RAGFlow v0.26 reads the tables before v0.27 does, if that is where the run goes. */
    public Catalogue previousCatalogue() {
        return target.hasTypeBits() ? Catalogue.builtIn(Release.V0_26_4) : catalogue;
    }

    public LiveTable requiredTable(String name) throws SQLException {
        return table(name).orElseThrow(() -> new SQLException("Table " + name + " does not exist"));
    }

    /** How the new tables compare names. */
    public ModelNames modelNames() throws SQLException {
        return new ModelNames(
                requiredTable(ModelTables.PROVIDER).collation("provider_name"),
                requiredTable(ModelTables.INSTANCE).collation("instance_name"),
                requiredTable(ModelTables.MODEL).collation("model_name"));
    }

    /** When rows of a table were written. */
    public WriteTimes times(String table) {
        return new WriteTimes(dialect(), table, clock);
    }

    public Widths widths(String table) throws SQLException {
        return new Widths(this, requiredTable(table));
    }

    public RowValues values(RowValues.Column... columns) {
        return values(List.of(columns));
    }

    /** Rows of values for a statement, in the form that the server reads. */
    public RowValues values(List<RowValues.Column> columns) {
        return new RowValues(dialect(), database.hasJsonTables(), columns);
    }

    public InsertBatch newRows(String table, List<String> columns) {
        return new InsertBatch(table, columns, clock, ids);
    }
}
