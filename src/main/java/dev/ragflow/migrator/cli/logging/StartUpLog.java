package dev.ragflow.migrator.cli.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.ragflow.migrator.config.LogSettings;

/**
 * What Logback finds when the first logger is made: the log as it is before settings are read. Keeps Logback from looking
 * for configuration files.
 */
public final class StartUpLog extends ContextAwareBase implements Configurator {

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LoggingSetup.attach(context, LogSettings.DEFAULT, System.err, false);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
