package dev.ragflow.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.changelog.StepOutcome;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.history.MigrationStatus;
import dev.ragflow.migrator.model.domain.Preservation;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.report.RunReport.Kind;
import dev.ragflow.migrator.report.RunReport.Result;
import dev.ragflow.migrator.verify.VerificationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class SummaryTest {

    private static final ChangesetRecord SCHEMA = new ChangesetRecord(
            "v0.25.6/table-document",
            "Table document as the target release has it",
            MigrationStatus.SUCCESS,
            Instant.EPOCH,
            Duration.ofMillis(1234),
            new StepOutcome("add column content_hash", List.of(), 3, List.of("Look at this.")));

    private static final ChangesetRecord STAGE = new ChangesetRecord(
            "v0.26.4/model_id_config",
            "Stored references to models become name@instance@provider",
            MigrationStatus.SUCCESS,
            Instant.EPOCH.plusSeconds(2),
            Duration.ofMillis(2000),
            new StepOutcome(
                    "read 58,300 rows",
                    List.of(new StageResult(
                            "model_id_config",
                            "document",
                            58300,
                            0,
                            41234,
                            17000,
                            new TreeMap<>(Map.of("no model of that name", 66L)),
                            List.of("2 team canvases name another instance than default."),
                            Duration.ofMillis(1900))),
                    0,
                    List.of()));

    private static final VerificationReport VERIFICATION = new VerificationReport(
            Release.V0_26_4,
            List.of(),
            List.of(),
            new Preservation(
                    new Preservation.Count(3, 0, List.of(), new TreeMap<>()),
                    new Preservation.Count(2, 0, List.of(), new TreeMap<>())),
            null);

    @Test
    void tellsRowsReasonsNotesTotalsAndTheNextStep() {
        List<String> lines = Summary.of(report(Result.DONE, List.of(SCHEMA, STAGE)));

        assertThat(lines)
                .contains("Summary: the database is at RAGFlow v0.26.4.")
                .anySatisfy(line -> assertThat(line)
                        .startsWith("v0.25.6/table-document")
                        .contains("add column content_hash")
                        .endsWith("1.23 s"))
                .anySatisfy(line -> assertThat(line.replaceAll(" +", " "))
                        .isEqualTo("model_id_config document 58,300 0 41,234 17,000 66 1.90 s 30,684"))
                .contains("  - model_id_config, document: 66 × no model of that name")
                .contains("  - Look at this.")
                .contains("  - 2 team canvases name another instance than default.")
                .contains("Time: schema 1.23 s; data 2.00 s.")
                .contains("Total: 5.00 s; changesets: 2 done, 0 already there, 0 failed; rows: 0 inserted, 41,237"
                        + " updated.")
                .anySatisfy(line -> assertThat(line).startsWith("Next: start RAGFlow v0.26.4"));
    }

    @Test
    void everyEndHasItsHeadlineAndNextStep() {
        for (Result result : Result.values()) {
            List<String> lines = Summary.of(report(result, List.of()));
            assertThat(lines).filteredOn(line -> line.startsWith("Summary: ")).hasSize(1);
            assertThat(lines).filteredOn(line -> line.startsWith("Next: ")).hasSize(1);
        }
        assertThat(Summary.of(report(Result.NOTHING_TO_DO, List.of())))
                .anySatisfy(line -> assertThat(line).contains("nothing to do"));
    }

    @Test
    void longTextsAreWrappedAndNumbersLeanRight() {
        RunReport report = new RunReport(
                Kind.MIGRATE,
                Release.V0_26_4,
                "mysql 8.0.15 at db:3306/rag_flow",
                Result.FAILED,
                List.of(STAGE),
                List.of(),
                List.of("word ".repeat(60).strip()),
                List.of(Problem.of(ErrorCategory.DISK_FULL, "Stage x failed")),
                VERIFICATION,
                Duration.ofSeconds(5));

        List<String> lines = Summary.of(report);

        assertThat(lines)
                .contains("Preserved: 3 of 3 models, 2 of 2 references")
                .containsSequence(
                        "What went wrong:",
                        "  - [disk_full] Stage x failed. The server's disk is full: free space, then run again.");

        assertThat(lines)
                .filteredOn(line -> line.contains("word"))
                .hasSizeGreaterThan(2)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        List<String> table = lines.stream()
                .filter(line -> line.startsWith("stage ") || line.startsWith("model_id_config  "))
                .toList();
        assertThat(table).hasSize(2);
        assertThat(table.get(0)).hasSameSizeAs(table.get(1));
    }

    private static RunReport report(Result result, List<ChangesetRecord> changesets) {
        return new RunReport(
                Kind.MIGRATE,
                Release.V0_26_4,
                "mysql 8.0.15 at db:3306/rag_flow",
                result,
                changesets,
                List.of(),
                List.of(),
                List.of(),
                VERIFICATION,
                Duration.ofSeconds(5));
    }
}
