package dev.ragflow.migrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The commands beside the migration, told something wrong")
@Tag("fast")
class ToolMistakesTest {

    private static final Map<String, String> ENOUGH = Map.of("MYSQL_HOST", "db", "MYSQL_PASSWORD", "s3cr3t");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "history --since yesterday         | --since: 'yesterday' is neither a date",
                "history --since 2026-13-01        | --since: '2026-13-01' is neither a date",
                "history --slower-than soon        | --slower-than: 'soon' is not a duration",
                "history --output xml              | --output: 'xml' is not one of text, json, csv",
                "status --output csv               | --output: 'csv' is not one of text, json (",
                "status --failed                   | --failed is not an option of status",
                "migrate --mode half               | --mode: 'half' is not one of full, dry-run, tables-only",
                "migrate --sql plan.sql            | --sql belongs to a dry run: give it with --mode dry-run",
                "migrate --mode tables-only --sql plan.sql | --sql belongs to a dry run",
                "migrate --output json             | --output json is for a dry run",
                "migrate --mode dry-run --report r.html | --report describes a real run",
                "migrate --mode dry-run --stages ,  | --stages: it names no stage",
                "migrate --mode dry-run --changelog /etc/hosts | --changelog belongs to a run through all stages",
                "verify --sql plan.sql             | --sql is not an option of verify",
                "migrate --stages ,                | --stages: it names no stage",
                "migrate --mode tables-only --stages schema | contradict each other",
                "mark                              | --changeset is missing",
                "mark v0.26.4/x                    | --status is missing: success or skipped",
                "mark v0.26.4/x --status done      | --status: 'done' is neither success nor skipped",
                "mark v0.26.4/x --status skipped   | --reason is missing",
                "unmark a b                        | Unexpected argument at position 3",
                "mark --password two words         | Unexpected argument at position 4, not shown",
                "unmark --password=two v0.26.4/x   | Unexpected argument at position 3, not shown",
                "release-lock --lock-timeout 1s    | --lock-timeout is not an option of release-lock",
                "diff --drop                       | --drop needs --changelog",
                "migrate --changelog /no/such.yaml | --changelog: /no/such.yaml does not exist",
                "migrate --changelog /etc/hosts --stages schema | --changelog belongs to a run through all stages",
                "diff --force                      | --force is not an option of diff",
                "stages --stages schema            | --stages is not an option of stages",
            })
    void sayWhatInOneLineAndEndWithExitCode2(String args, String message) {
        ProgramRun run = ProgramRun.of(ENOUGH, args.strip().split(" "));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.errorLines()).singleElement().asString().contains(message.strip());
        assertThat(run.out()).isEmpty();
        if (args.contains("--password")) {
            assertThat(run.err()).doesNotContain("two", "words", "v0.26.4/x");
        }
    }
}
