package dev.ragflow.migrator.config;

/**
 * How large a table may be that is rebuilt while writes to it wait.
 *
 * @param limit rows, at least 1
 * @param allowed whether larger ones may be rebuilt, too
 */
public record RebuildSettings(long limit, boolean allowed) {

    /** Five million rows, no more. */
    public static final RebuildSettings DEFAULT = new RebuildSettings(5_000_000, false);

    static RebuildSettings read(Sources sources) {
        return new RebuildSettings(
                sources.find(Setting.REBUILD_LIMIT).map(RebuildSettings::rows).orElse(DEFAULT.limit()),
                sources.find(Setting.ALLOW_REBUILD)
                        .map(reading -> BooleanText.parse(Setting.ALLOW_REBUILD, reading))
                        .orElse(DEFAULT.allowed()));
    }

    private static long rows(Reading reading) {
        String text = reading.stripped();
        if (text.matches("[0-9]{1,15}") && Long.parseLong(text) > 0) {
            return Long.parseLong(text);
        }
        throw ConfigurationException.of(
                Setting.REBUILD_LIMIT,
                ConfigurationException.quoted(text) + " is not a number of rows, such as 5000000",
                reading);
    }
}
