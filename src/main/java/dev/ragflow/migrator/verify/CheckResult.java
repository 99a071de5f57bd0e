package dev.ragflow.migrator.verify;

import java.util.List;
import java.util.Locale;

/**
 * What one check found.
 *
 * @param name stable name for programs, for example {@code provider-unique}
 * @param title what must hold, for people
 * @param required whether a finding is a failure; otherwise it is only told
 * @param failures how many rows (references, differences) break it
 * @param samples where the first five are: tables, row ids, tenants and names, never credentials or base URLs
 * @param nextStep what the operator can do, a sentence
 */
public record CheckResult(
        String name, String title, boolean required, long failures, List<String> samples, String nextStep) {

    public CheckResult {
        samples = List.copyOf(samples);
    }

    public boolean passed() {
        return failures == 0 || !required;
    }

    /** What was found, where, and what to do next, as one line for a log or summary. */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "%s: %,d %s (check %s), for example %s. %s",
                title,
                failures,
                required ? "times not so" : "found",
                name,
                String.join("; ", samples),
                nextStep);
    }
}
