package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.model.domain.Sketch;
import java.util.List;
import java.util.Locale;

/**
 * What one check found. A failure is what the run made worse, or what the release does not serve with; the rest is a finding: it was
 * so before the run and RAGFlow lives with it, or it cannot be decided.
 *
 * @param name stable name for programs, for example {@code provider-unique}
 * @param title what must hold, for people
 * @param required whether it can fail; otherwise all it finds are findings
 * @param found how many rows (references, differences) break it
 * @param failures how many of them are failures
 * @param samples where the first five are: tables, row ids, tenants and names, never credentials or base URLs
 * @param nextStep what the operator can do, a sentence
 * @param tolerable which of them are no failure in a run that finds them when it begins
 */
public record CheckResult(
        String name,
        String title,
        boolean required,
        long found,
        long failures,
        List<String> samples,
        String nextStep,
        Sketch tolerable) {

    public CheckResult {
        samples = List.copyOf(samples);
    }

    public boolean passed() {
        return failures == 0;
    }

    /** The same where nothing was changed: what may be tolerated was there before. */
    CheckResult asBefore() {
        long others = Math.max(0, failures - tolerable.count());
        return new CheckResult(name, title, required, found, others, samples, nextStep, tolerable);
    }

    /** The same where all of it was there before. */
    CheckResult asFinding() {
        return new CheckResult(name, title, required, found, 0, samples, nextStep, tolerable);
    }

    /** How many are no failures. */
    public long findings() {
        return found - failures;
    }

    /** What was found, where, and what to do next, as one line for a log or summary. */
    public String sentence() {
        String counts = failures == 0
                ? counted(found, "finding")
                : findings() == 0
                        ? counted(failures, "violation")
                        : counted(failures, "violation") + " and " + counted(findings(), "finding");
        String where = samples.isEmpty() ? "" : ", for example " + String.join("; ", samples);
        return title + ": " + counts + " (check " + name + ")" + where + ". " + nextStep;
    }

    private static String counted(long count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }
}
