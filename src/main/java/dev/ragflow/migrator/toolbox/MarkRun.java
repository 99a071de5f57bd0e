package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.changelog.Changeset;
import dev.ragflow.migrator.changelog.Changesets;
import dev.ragflow.migrator.config.ConfigurationException;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.config.ToolSettings.MarkWish;
import dev.ragflow.migrator.config.UnknownName;
import dev.ragflow.migrator.history.Mark;
import dev.ragflow.migrator.history.Marks;
import dev.ragflow.migrator.history.MigrationStatus;
import dev.ragflow.migrator.migrate.ExitCode;
import dev.ragflow.migrator.migrate.LockedRun;
import dev.ragflow.migrator.release.Release;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The commands {@code mark} and {@code unmark}: after a fix by hand, runs leave a changeset as it is, or no longer do. */
public final class MarkRun {

    private MarkRun() {}

    /**
     * Marks a changeset.
     *
     * @param out standard output
     * @return the program's exit code
     * @throws ConfigurationException for a changeset that is not known, or marked already
     */
    public static int mark(Settings settings, PrintStream out) {
        MarkWish wish = settings.tools().mark().orElseThrow();
        String name = known(wish.changeset());
        return LockedRun.of(settings, (database, locks, interruption) -> {
                    Marks marks = new Marks(database);
                    Optional<Mark> before = find(marks, name);
                    if (before.isPresent()) {
                        throw new ConfigurationException(name + " is "
                                + before.get().describe() + ". Nothing was changed; remove that mark with unmark"
                                + " first");
                    }
                    MigrationStatus status = wish.done() ? MigrationStatus.SUCCESS : MigrationStatus.SKIPPED;
                    marks.add(name, status, wish.reason(), who(settings));
                    out.println(name + " is marked as " + status.id() + ": runs leave it as it is, until unmark " + name
                            + ".");
                    out.println("The checks at the end of a run cover the whole database, marked or not.");
                    out.flush();
                    return ExitCode.OK;
                })
                .code();
    }

    /**
     * Takes a mark away.
     *
     * @param out standard output
     * @return the program's exit code
     * @throws ConfigurationException for a changeset that is not known, or not marked
     */
    public static int unmark(Settings settings, PrintStream out) {
        String name = known(settings.tools().mark().orElseThrow().changeset());
        return LockedRun.of(settings, (database, locks, interruption) -> {
                    Marks marks = new Marks(database);
                    if (find(marks, name).isEmpty()) {
                        throw new ConfigurationException(name + " is not marked; nothing was changed");
                    }
                    marks.remove(name);
                    out.println(name + " is no longer marked; the next run looks at it again.");
                    out.flush();
                    return ExitCode.OK;
                })
                .code();
    }

    private static Optional<Mark> find(Marks marks, String name) throws SQLException {
        return marks.read().stream()
                .filter(mark -> mark.changeset().equals(name))
                .findFirst();
    }

    private static String known(String name) {
        List<String> names =
                Changesets.upTo(Release.newest()).stream().map(Changeset::name).toList();
        if (!names.contains(name)) {
            throw new ConfigurationException("There is no changeset "
                    + UnknownName.of(name, names).sentence() + "; status and history list" + " them");
        }
        return name;
    }

    private static String who(Settings settings) {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown host";
        }
        return System.getProperty("user.name", "unknown") + "@" + host + " as "
                + settings.connection().user();
    }
}
