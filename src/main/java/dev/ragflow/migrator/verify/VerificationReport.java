package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.model.domain.Preservation;
import dev.ragflow.migrator.model.domain.Repairable;
import dev.ragflow.migrator.release.Release;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a verification.
 *
 * @param release what the database was compared with
 * @param checks the results, in a fixed order; if the model tables cannot be read there is only the one of the schema
 * @param schemaWarnings differences from the release that are not failures, but worth a look, as sentences
 * @param preservation how much of the old models and references is still what it was; null if the release has no model
 *     tables or they cannot be read
 * @param repairable what {@code migrate --repair} would bring back; null if {@code preservation} is
 */
public record VerificationReport(
        Release release,
        List<CheckResult> checks,
        List<String> schemaWarnings,
        @Nullable Preservation preservation,
        @Nullable Repairable repairable) {

    public VerificationReport {
        checks = List.copyOf(checks);
        schemaWarnings = List.copyOf(schemaWarnings);
    }

    /** Whether nothing fails; findings do not count. */
    public boolean passed() {
        return checks.stream().allMatch(CheckResult::passed);
    }

    /** The failed checks as sentences for an operator: what, how many, where, what to do next. */
    public List<String> failures() {
        return checks.stream()
                .filter(check -> !check.passed())
                .map(CheckResult::sentence)
                .toList();
    }

    /** The same for a run that changed nothing: what it found that RAGFlow lives with was there before. */
    public VerificationReport asBefore() {
        return new VerificationReport(
                release, checks.stream().map(CheckResult::asBefore).toList(), schemaWarnings, preservation, repairable);
    }

    /** The checks with findings and without failures. */
    public List<CheckResult> findings() {
        return checks.stream()
                .filter(check -> check.passed() && check.found() > 0)
                .toList();
    }

    /** How many findings the check of a name has. */
    public long findings(String check) {
        return checks.stream()
                .filter(one -> one.name().equals(check))
                .mapToLong(CheckResult::findings)
                .sum();
    }

    /** Whether a strict verification passes, for which findings count. */
    public boolean passedStrictly() {
        return checks.stream().allMatch(check -> check.found() == 0);
    }

    /**
     * {@code Preserved: 19,254 of 19,254 models, 58,300 of 58,300 references}, and after it what is not counted; empty without
     * preservation.
     */
    public List<String> preservationLines() {
        return preservation == null ? List.of() : preservation.lines();
    }
}
