package dev.ragflow.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.changelog.StepOutcome;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.history.MigrationStatus;
import dev.ragflow.migrator.model.domain.Preservation;
import dev.ragflow.migrator.model.domain.Repairable;
import dev.ragflow.migrator.model.domain.Sketch;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.report.RunReport.Kind;
import dev.ragflow.migrator.report.RunReport.Result;
import dev.ragflow.migrator.verify.CheckResult;
import dev.ragflow.migrator.verify.VerificationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("fast")
class ReportFileTest {

    private static final String HOSTILE = "<script>alert(\"1\")</script> & 'x' \u202Eturned \u0007 🦙";

    private static final RunContext CONTEXT = new RunContext(
            "1.0", Instant.EPOCH, 0, List.of(new RunContext.Given("--host", HOSTILE, "the variable MYSQL_HOST")));

    /** With something hostile wherever a text of the database or the operator can get to. */
    private static RunReport report(Kind kind, Result result) {
        StageResult rows = new StageResult(
                HOSTILE, HOSTILE, 1_234, 0, 5, 6, new TreeMap<>(Map.of(HOSTILE, 7L)), List.of(HOSTILE), Duration.ZERO);
        ChangesetRecord changeset = new ChangesetRecord(
                HOSTILE,
                HOSTILE,
                MigrationStatus.SUCCESS,
                Instant.EPOCH,
                Duration.ofMillis(1_500),
                new StepOutcome(HOSTILE, List.of(rows), 0, List.of(HOSTILE)));
        Preservation.Count count = new Preservation.Count(8, 1, List.of(HOSTILE), new TreeMap<>(Map.of(HOSTILE, 9L)));
        return new RunReport(
                kind,
                Release.V0_27_0,
                HOSTILE,
                result,
                List.of(changeset),
                List.of(new Phase(HOSTILE, Instant.EPOCH, Duration.ofSeconds(1))),
                List.of(HOSTILE),
                List.of(Problem.of(ErrorCategory.DATA, HOSTILE)),
                new VerificationReport(
                        Release.V0_27_0,
                        List.of(new CheckResult(
                                "models", HOSTILE, true, 1, 1, List.of(HOSTILE), HOSTILE, Sketch.NOTHING)),
                        List.of(HOSTILE),
                        new Preservation(count, count),
                        new Repairable(1, 2, 3, 4, 5)),
                Duration.ofSeconds(3));
    }

    @Test
    void escapesEverythingOnThePage() {
        for (Kind kind : Kind.values()) {
            for (Result result : Result.values()) {
                String page = HtmlReport.of(report(kind, result), CONTEXT);

                assertThat(page)
                        .contains(
                                "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39; \uFFFDturned \uFFFD 🦙")
                        .doesNotContain("<script", "\u202E", "\u0007", "http:", "https:", "src=", "@import", "url(");
            }
        }
    }

    @Test
    void hasTheDocumentedFieldsAsData() throws IOException {
        Set<String> names = new TreeSet<>();
        try (JsonParser json =
                new JsonFactory().createParser(JsonReport.of(report(Kind.MIGRATE, Result.DONE), CONTEXT))) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && !json.currentName().equals(HOSTILE)) {
                    names.add("`" + json.currentName() + "`");
                }
            }
        }

        assertThat(names).hasSizeGreaterThan(40);
        assertThat(Files.readString(Path.of("docs", "report.md"))).contains(names);
    }

    @Test
    void isReplacedAsAWhole(@TempDir Path folder) throws IOException {
        Path page = Files.writeString(folder.resolve("Report.HTML"), "old");
        Path data = folder.resolve("report.json");

        ReportFile.write(page, report(Kind.MIGRATE, Result.FAILED), CONTEXT);
        ReportFile.write(data, report(Kind.MIGRATE, Result.FAILED), CONTEXT);

        assertThat(page).content().startsWith("<!doctype html>").endsWith("</html>\n");
        assertThat(data).content().startsWith("{").endsWith("}\n");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("Report.HTML", "report.json");
    }

    @Test
    void failsNothingWhereItCannotBeWritten(@TempDir Path folder) {
        Path file = folder.resolve("gone").resolve("report.html");

        ReportFile.write(file, report(Kind.MIGRATE, Result.DONE), CONTEXT);

        assertThat(file).doesNotExist();
    }
}
