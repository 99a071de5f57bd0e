package dev.ragflow.migrator.cli.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import dev.ragflow.migrator.database.JsonText;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object a line: {@code timestamp} (UTC), {@code level}, {@code logger}, {@code message}, then the MDC (stage,
 * changeset, table) and the event's key-value pairs as fields of their own, then {@code exception}.
 */
final class JsonLayout extends LayoutBase<ILoggingEvent> {

    private static final DateTimeFormatter TIMESTAMP =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final boolean stackTraces;

    JsonLayout(boolean stackTraces) {
        this.stackTraces = stackTraces;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        return fields(event).line() + "\n";
    }

    /** In order; a pair that is called like a field before it does not replace it. */
    private JsonText fields(ILoggingEvent event) {
        JsonText fields = new JsonText()
                .with("timestamp", TIMESTAMP.format(Instant.ofEpochMilli(event.getTimeStamp())))
                .with("level", event.getLevel().toString())
                .with("logger", event.getLoggerName())
                .with("message", SafeText.message(event));
        event.getMDCPropertyMap().forEach(fields::offer);
        @Nullable List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> fields.offer(pair.key, pair.value == null ? "" : pair.value));
        }
        String exception = SafeText.exception(event, stackTraces);
        return exception == null ? fields : fields.with("exception", exception);
    }
}
