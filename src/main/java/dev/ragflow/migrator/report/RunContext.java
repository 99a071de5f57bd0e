package dev.ragflow.migrator.report;

import java.time.Instant;
import java.util.List;

/**
 * How a run came about and ended, around its result.
 *
 * @param version of this program
 * @param startedAt when it began
 * @param exitCode what the process ends with
 * @param settings its settings, without secrets
 */
public record RunContext(String version, Instant startedAt, int exitCode, List<Given> settings) {

    /**
     * A setting.
     *
     * @param name for example {@code --host}
     * @param value its text; no secrets
     * @param origin where it came from, in words
     */
    public record Given(String name, String value, String origin) {}

    public RunContext {
        settings = List.copyOf(settings);
    }
}
