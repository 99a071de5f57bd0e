package dev.ragflow.migrator.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** A moment in the past as operators write it: a date, a date and time in UTC or with an offset, or how long ago it is. */
final class SinceText {

    private SinceText() {}

    /** @return how long ago it is; zero for the future */
    static Duration parse(Reading reading, Instant now) {
        String text = reading.stripped();
        try {
            if (!text.contains("-")) {
                return DurationText.parse(Setting.SINCE, reading);
            }
            Duration ago = Duration.between(instant(text.replace(' ', 'T')), now);
            return ago.isNegative() ? Duration.ZERO : ago;
        } catch (DateTimeException | ArithmeticException | ConfigurationException e) {
            throw ConfigurationException.of(
                    Setting.SINCE,
                    ConfigurationException.quoted(text)
                            + " is neither a date such as 2026-01-31, nor a time such as 2026-01-31T18:00, nor an age"
                            + " such as 24h",
                    reading);
        }
    }

    private static Instant instant(String text) {
        if (!text.contains("T")) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        String time = text.substring(text.indexOf('T'));
        boolean zoned = time.endsWith("Z") || time.contains("+") || time.contains("-");
        return zoned
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
}
