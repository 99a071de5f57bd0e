package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.release.ProgramVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The line that shows whoever finds a log what ran against what. */
final class StartUpLine {

    private static final Logger LOG = LoggerFactory.getLogger(StartUpLine.class);

    private StartUpLine() {}

    static void tell(Settings settings, Database database) {
        String version = ProgramVersion.read();
        String command = settings.command().text();
        String target = settings.targetRelease().tag();
        LOG.atInfo()
                .addKeyValue("version", version)
                .addKeyValue("command", command)
                .addKeyValue("target_release", target)
                .addKeyValue("database", database.kind())
                .addKeyValue("database_version", database.version())
                .addKeyValue("host", settings.connection().host())
                .addKeyValue("port", settings.connection().port())
                .log("Connected to {} (ragflow-migrator {}, {} {})", database.describe(), version, command, target);
    }
}
