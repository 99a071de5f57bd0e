package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.batch.InterruptedRunException;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.history.MigrationHistory;
import dev.ragflow.migrator.release.Release;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.changelog.ChangeLogParameters;
import liquibase.command.CommandScope;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;
import liquibase.ui.LoggerUIService;

/** Runs the changelogs up to a release's tag through Liquibase. */
public final class ChangelogUpdate {

    /** Label of changesets that take something away: runs of this program leave them out. */
    public static final String REMOVAL = "removal";

    static final String ROOT = "db/changelog/root.yaml";

    private final Database database;
    private final Steps steps;
    private final LatestOutcome latest = new LatestOutcome();
    private final ChangesetListener listener;

    /**
     * @param beforeEach called before every changeset; ends the run by throwing
     */
    public ChangelogUpdate(Database database, Steps steps, Runnable beforeEach) {
        this.database = database;
        this.steps = steps;
        this.listener = new ChangesetListener(new MigrationHistory(database), latest, beforeEach);
    }

    /** The changesets that ended so far, also after a failure. */
    public List<ChangesetRecord> records() {
        return listener.records();
    }

    /** The process ends in the middle of a changeset: its row in the history says so. Called by another thread. */
    public void cutOff() {
        listener.cutOff();
    }

    /** Whether an earlier run has come to the end of the release's changelog. */
    public boolean isTagged(Release release) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            String table = database.dialect().isPostgres() ? "databasechangelog" : "DATABASECHANGELOG";
            String schema = connection.getSchema();
            try (ResultSet tables = connection
                    .getMetaData()
                    .getTables(connection.getCatalog(), schema, table, new String[] {"TABLE"})) {
                if (!tables.next()) {
                    return false;
                }
            }
            return Sql.of(connection, "SELECT 1 FROM " + table + " WHERE tag = ?", release.tag())
                    .hasRow();
        }
    }

    /**
     * @throws MigrationException with a sentence for the operator when a changeset fails; those before it are done and
     *     recorded
     */
    public void upTo(Release release) throws SQLException {
        upTo(release, steps);
    }

    /**
     * The same with some view of the steps, for example {@link Steps#forNewWork}.
     *
     * @throws MigrationException as above
     */
    public void upTo(Release release, Steps view) throws SQLException {
        withLiquibase(what(release), view, new ClassLoaderResourceAccessor(), target -> update(target, release));
    }

    /**
     * Rolls back everything after the release's tag, including a changeset that a killed run left without a record.
     *
     * @throws MigrationException with a sentence for the operator when a changeset cannot be rolled back; it may be tried again
     */
    public void backTo(Release release) throws SQLException {
        listener.takesBackTo(release);
        withLiquibase(what(release), steps, new ClassLoaderResourceAccessor(), target -> {
            recordAll(target);
            rollBack(target, release);
        });
    }

    /**
     * Applies a changelog of the operator's, except what is labelled {@link #REMOVAL}.
     *
     * @throws MigrationException with a sentence for the operator when a changeset fails; those before it are done and
     *     recorded
     */
    public void apply(Path file) throws SQLException {
        try (ResourceAccessor folder = new DirectoryResourceAccessor(folder(file))) {
            withLiquibase("The changelog " + file, steps, folder, target -> new CommandScope("update")
                    .addArgumentValue("database", target)
                    .addArgumentValue("changelogFile", name(file))
                    .addArgumentValue("labelFilter", "!" + REMOVAL)
                    .addArgumentValue("changeExecListener", listener)
                    .addArgumentValue("showSummary", UpdateSummaryEnum.OFF)
                    .execute());
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new MigrationException("The changelog " + file + " could not be read: " + Failures.message(e));
        }
    }

    /**
     * Reads a changelog without applying it.
     *
     * @throws IllegalArgumentException with a sentence for the operator when it is none
     */
    public static void requireChangelog(Path file) {
        try (ResourceAccessor folder = new DirectoryResourceAccessor(folder(file))) {
            ChangeLogParserFactory.getInstance()
                    .getParser(name(file), folder)
                    .parse(name(file), new ChangeLogParameters(), folder);
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    file + " is not a changelog that Liquibase can read: " + Failures.message(e), e);
        }
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String what(Release release) {
        return "The changelog of " + release.tag();
    }

    private interface Work {
        void on(liquibase.database.Database target) throws LiquibaseException;
    }

    private void withLiquibase(String what, Steps view, ResourceAccessor files, Work work) throws SQLException {
        Map<String, Object> scope = new HashMap<>();
        scope.put(Scope.Attr.resourceAccessor.name(), files);
        scope.put(Scope.Attr.ui.name(), new LoggerUIService());
        scope.put(StepsInScope.STEPS, view);
        scope.put(StepsInScope.LATEST, latest);
        try (Connection connection = database.dedicatedConnection()) {
            liquibase.database.Database target =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            Scope.child(scope, () -> work.on(target));
        } catch (SQLException e) {
            throw e;
        } catch (Exception e) {
            throw failure(
                    what
                            + " could not be completed; what was finished is kept, and the next run continues from"
                            + " there",
                    e);
        }
    }

    private void update(liquibase.database.Database target, Release release) throws LiquibaseException {
        new CommandScope("updateToTag")
                .addArgumentValue("database", target)
                .addArgumentValue("changelogFile", ROOT)
                .addArgumentValue("tag", release.tag())
                .addArgumentValue("changeExecListener", listener)
                .addArgumentValue("showSummary", UpdateSummaryEnum.OFF)
                .execute();
    }

    /** Liquibase rolls back only what it has a record of; the steps themselves decide from the shape of the database. */
    private static void recordAll(liquibase.database.Database target) throws LiquibaseException {
        new CommandScope("changelogSyncToTag")
                .addArgumentValue("database", target)
                .addArgumentValue("changelogFile", ROOT)
                .addArgumentValue("tag", Release.newest().tag())
                .execute();
    }

    private void rollBack(liquibase.database.Database target, Release release) throws LiquibaseException {
        new CommandScope("rollback")
                .addArgumentValue("database", target)
                .addArgumentValue("changelogFile", ROOT)
                .addArgumentValue("tag", release.tag())
                .addArgumentValue("changeExecListener", listener)
                .execute();
    }

    private static RuntimeException failure(String what, Exception e) {
        InterruptedRunException interrupted = Failures.find(e, InterruptedRunException.class);
        if (interrupted != null) {
            return interrupted;
        }
        MigrationException ours = Failures.find(e, MigrationException.class);
        if (ours != null) {
            return ours;
        }
        SQLException sql = Failures.find(e, SQLException.class);
        return sql != null
                ? new MigrationException(what, sql)
                : new MigrationException(what + ": " + Failures.message(e), ErrorCategory.UNEXPECTED);
    }
}
