package dev.ragflow.migrator.preview;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.ReleaseShape;
import dev.ragflow.migrator.schema.SchemaRehearsal.Listed;
import dev.ragflow.migrator.schema.TableSize;
import dev.ragflow.migrator.verify.CheckResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a migration would do to a database.
 *
 * @param server what answered, and where
 * @param shape the release that the tables show
 * @param marker RAGFlow's version marker
 * @param stages the stages that were asked for; empty for all
 * @param newer what shows that the database has gone beyond the target, a sentence each
 * @param steps what would run, in order
 * @param left stages that have something to do and are not part of the run
 * @param sizes how large the tables are, as the server's statistics have it
 * @param rebuilds statements for which the server rebuilds a whole table while writes to it wait
 * @param refusals why the run would not begin
 * @param locks for each lock that is held, its name and the holder, in words
 * @param findings what the run would leave as it is, and report
 * @param remarks what the operator should know, a sentence each
 */
record Plan(
        String server,
        Dialect dialect,
        Release target,
        ReleaseShape shape,
        Optional<String> marker,
        Set<String> stages,
        List<String> newer,
        List<PlannedStep> steps,
        List<String> left,
        Map<String, TableSize> sizes,
        List<Listed> rebuilds,
        List<Problem> refusals,
        Map<String, String> locks,
        List<CheckResult> findings,
        List<String> remarks) {

    Plan {
        steps = List.copyOf(steps);
        left = List.copyOf(left);
        findings = List.copyOf(findings);
        remarks = List.copyOf(remarks);
    }

    /** The schema statements in order, those for the program's own tables among them. */
    List<Listed> statements() {
        return steps.stream().flatMap(step -> step.statements().stream()).toList();
    }

    /** What would happen to rows, stage by stage. */
    List<StageResult> rows() {
        return steps.stream().flatMap(step -> step.rows().stream()).toList();
    }

    boolean isNothing() {
        return steps.isEmpty() && newer.isEmpty();
    }

    Estimate estimate() {
        return Estimate.of(this);
    }

    /** What to do now. */
    String next() {
        if (!newer.isEmpty()) {
            return "nothing to do for " + target + "; the database is newer.";
        }
        if (!refusals.isEmpty()) {
            return "the run would refuse to start, see above; fix that, then try again.";
        }
        if (steps.isEmpty()) {
            return "nothing to do; the run would verify the database and end.";
        }
        return "back the database up, then run the same command without --mode dry-run"
                + (left.isEmpty() ? "." : "; still to do afterwards: " + String.join(", ", left) + ".");
    }
}
