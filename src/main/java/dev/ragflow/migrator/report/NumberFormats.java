package dev.ragflow.migrator.report;

import dev.ragflow.migrator.batch.StageResult;
import java.time.Duration;
import java.util.Locale;

/** How numbers are written for people, the same in summary and page. */
final class NumberFormats {

    private NumberFormats() {}

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
    }

    static long skipped(StageResult result) {
        return result.skipped().values().stream().mapToLong(Long::longValue).sum();
    }
}
