package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.Interruption;
import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.QuiesceSettings;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Connecting;
import dev.ragflow.migrator.database.Connecting.DatabaseUnreachableException;
import dev.ragflow.migrator.database.Connecting.LoginRefusedException;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.kubernetes.ApiServer;
import dev.ragflow.migrator.kubernetes.KubernetesException;
import dev.ragflow.migrator.kubernetes.Quiesce;
import java.sql.SQLException;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run while RAGFlow's pods are stopped. They stay stopped after success, since what comes next starts the new ones; after a failure
 * the old ones come back, also when a signal cuts the run off. One that is killed leaves them stopped for the next to continue.
 */
public final class QuiescedRun {

    private static final Logger LOG = LoggerFactory.getLogger(QuiescedRun.class);

    private QuiescedRun() {}

    /** Runs the work, with the pods stopped where that is wanted and needed, and returns its exit code. */
    public static int of(Settings settings, IntSupplier work) {
        if (settings.quiesce().deployments().isEmpty() || isDone(settings)) {
            return work.getAsInt();
        }
        Quiesce quiesce;
        try {
            quiesce = quiesce(settings.quiesce());
        } catch (KubernetesException e) {
            LOG.error(e.getMessage());
            return ExitCode.WRONG_SETTINGS.code();
        }
        Termination.beforeCutOff(() -> up(quiesce));
        int code = ExitCode.MIGRATION_FAILED.code();
        try {
            try (Interruption.Waiting waiting = Termination.interruption().waiting()) {
                quiesce.down(settings.quiesce().timeout());
            }
            code = work.getAsInt();
        } catch (KubernetesException e) {
            LOG.error(e.getMessage());
            code = ExitCode.UNREACHABLE.code();
        } catch (InterruptedException e) {
            LOG.warn("Interrupted while waiting for pods to end; the database was not changed");
            code = ExitCode.INTERRUPTED.code();
        } finally {
            if (code != ExitCode.OK.code()) {
                up(quiesce);
            }
        }
        return code;
    }

    /**
     * The command {@code resume}: gives the Deployments their pods back.
     *
     * @return the program's exit code, one of {@link ExitCode}
     */
    public static int resume(QuiesceSettings settings) {
        try {
            return up(quiesce(settings)) ? ExitCode.OK.code() : ExitCode.UNREACHABLE.code();
        } catch (KubernetesException e) {
            LOG.error(e.getMessage());
            return ExitCode.WRONG_SETTINGS.code();
        }
    }

    private static Quiesce quiesce(QuiesceSettings settings) {
        return new Quiesce(ApiServer.ofThisPod(System.getenv()), settings.deployments());
    }

    /** No pod is stopped for a run that finds nothing to do, nor for a database that does not answer. */
    private static boolean isDone(Settings settings) {
        try (Database database = Connecting.connect(settings.connection(), 1, settings.waitTimeout())) {
            TargetState state = TargetState.of(database, settings.targetRelease());
            return settings.command() == Command.ROLLBACK ? state.order() == TargetState.Order.THERE : state.reached();
        } catch (LoginRefusedException | DatabaseUnreachableException e) {
            // the run reports it
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (SQLException | MigrationException e) {
            return false;
        }
    }

    private static boolean up(Quiesce quiesce) {
        try {
            quiesce.up();
            return true;
        } catch (KubernetesException e) {
            LOG.error("RAGFlow's pods are still stopped: {}. Start them with the command resume", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.error("RAGFlow's pods are still stopped. Start them with the command resume");
        }
        return false;
    }
}
