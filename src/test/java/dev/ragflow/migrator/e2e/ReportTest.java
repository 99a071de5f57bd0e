package dev.ragflow.migrator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.HardCases;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The report as Chromium shows it. */
@Tag("process")
class ReportTest {

    private static final String FIELDS = "Object.fromEntries([...document.querySelectorAll('[data-field]')]"
            + ".map(e => [e.dataset.field, e.textContent]))";

    @Test
    void showsTheNumbersOfTheSummaryAndAsksForNothing(@TempDir Path folder)
            throws IOException, InterruptedException, SQLException {
        try (TestDatabase database = TestServer.MYSQL.createDatabase().loadRelease("v0.24.0");
                Browser browser = new Browser(folder)) {
            HardCases.load(database);
            // what is stored becomes part of sentences
            database.execute("UPDATE `dialog` SET `name` = '<script>document.title=\"taken\"</script>'");
            Path page = folder.resolve("report.html");
            Path data = folder.resolve("report.json");
            Migrated first = Migrated.reporting(database, page, data);
            assertThat(first.exitCode()).isZero();

            browser.size(1200, 900, 1);
            browser.open(page);
            numbersAreThoseOf(browser, data, first.summary());
            assertThat(browser.evaluate("document.title")).isEqualTo("RAGFlow v0.27.0: migrate");
            assertThat(browser.evaluate("document.querySelectorAll('.timeline li').length"))
                    .isInstanceOfSatisfying(
                            Integer.class, bars -> assertThat(bars).isGreaterThan(10));
            assertThat(browser.requests()).containsExactly(page.toUri().toString());
            assertThat(browser.complaints()).isEmpty();
            fits(browser, 1200);

            browser.size(390, 844, 2);
            browser.open(page);
            fits(browser, 390);

            browser.call("Emulation.setEmulatedMedia", "{\"media\":\"print\"}");
            browser.size(720, 1000, 1);
            fits(browser, 720);
            Path pdf = folder.resolve("report.pdf");
            browser.print(pdf);
            assertThat(Files.size(pdf)).isGreaterThan(10_000);
            browser.call("Emulation.setEmulatedMedia", "{\"media\":\"screen\"}");

            Migrated second = Migrated.reporting(database, page, data);
            assertThat(second.summary()).contains("nothing to do");
            browser.size(1200, 900, 1);
            browser.open(page);
            numbersAreThoseOf(browser, data, second.summary());
            assertThat(browser.evaluate("document.querySelector('.pill').textContent"))
                    .isEqualTo("nothing to do");

            database.execute(
                    "DROP TABLE `tenant_model_instance`", "CREATE VIEW `tenant_model_instance` AS SELECT 1 AS id");
            assertThat(Migrated.reporting(database, page, data).exitCode()).isNotZero();
            browser.open(page);
            assertThat(browser.evaluate("document.querySelector('.pill.bad') !== null"))
                    .isEqualTo(true);
            assertThat(String.valueOf(browser.evaluate("document.body.innerText")))
                    .contains("What went wrong, and what to do");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void fits(Browser browser, int width) throws InterruptedException {
        assertThat(browser.evaluate("document.documentElement.scrollWidth"))
                .isInstanceOfSatisfying(Integer.class, wide -> assertThat(wide).isLessThanOrEqualTo(width));
    }

    private static void numbersAreThoseOf(Browser browser, Path data, String summary)
            throws IOException, InterruptedException {
        Map<String, Object> json = new Yaml().load(Browser.text(data));
        Map<String, String> fields = new TreeMap<>();
        if (browser.evaluate(FIELDS) instanceof Map<?, ?> shown) {
            shown.forEach((field, text) -> fields.put(String.valueOf(field), String.valueOf(text)));
        }

        assertThat(fields)
                .isNotEmpty()
                .allSatisfy((field, text) -> assertThat(text).as(field).isEqualTo(written(pointed(json, field))));
        // each number of the data that means something to people is on the page
        assertThat(fields.keySet()).containsAll(numbers("/totals", json.get("totals")));
        assertThat(fields.keySet()).containsAll(numbers("/stages", json.get("stages")));
        assertThat(fields.keySet())
                .containsAll(numbers("/verification/preservation", Browser.at(json, "verification", "preservation")));

        String totals = fields.get("/duration_seconds") + "; changesets: "
                + fields.get("/totals/changesets/success") + " done, "
                + fields.get("/totals/changesets/skipped") + " already there, "
                + fields.get("/totals/changesets/failed") + " failed; rows: " + fields.get("/totals/rows_inserted")
                + " inserted, " + fields.get("/totals/rows_updated") + " updated.";
        assertThat(summary.lines()).contains("Total: " + totals);
        String models = "/verification/preservation/models/";
        String references = "/verification/preservation/references/";
        // a run with nothing to do refers to an earlier verification instead
        if (fields.containsKey(models + "preserved")) {
            assertThat(summary.lines())
                    .contains("Preserved: " + fields.get(models + "preserved") + " of " + fields.get(models + "total")
                            + " models, " + fields.get(references + "preserved") + " of "
                            + fields.get(references + "total") + " references");
        } else {
            assertThat(summary).contains("nothing to do", "Verified on ");
        }
        List<String> lines =
                summary.lines().map(line -> line.replaceAll(" +", " ")).toList();
        List<?> stages = json.get("stages") instanceof List<?> list ? list : List.of();
        for (int i = 0; i < stages.size(); i++) {
            StringBuilder line =
                    new StringBuilder(Browser.at(stages.get(i), "stage") + " " + Browser.at(stages.get(i), "table"));
            for (String name : List.of("read", "inserted", "updated", "unchanged", "skipped", "duration_seconds")) {
                line.append(' ').append(fields.get("/stages/" + i + "/" + name));
            }
            // behind it the summary has rows a second
            assertThat(lines).anyMatch(text -> (text + " ").startsWith(line + " "));
        }
    }

    /** As people read it: whole numbers with commas, others are seconds. */
    private static String written(@Nullable Object number) {
        if (number instanceof Integer || number instanceof Long) {
            return String.format(Locale.ROOT, "%,d", ((Number) number).longValue());
        }
        return number instanceof Double seconds ? String.format(Locale.ROOT, "%.2f s", seconds) : "no number";
    }

    private static @Nullable Object pointed(Object json, String pointer) {
        Object value = json;
        for (String part : pointer.substring(1).split("/", -1)) {
            String name = part.replace("~1", "/").replace("~0", "~");
            value = value instanceof List<?> list ? list.get(Integer.parseInt(name)) : Browser.at(value, name);
        }
        return value;
    }

    private static List<String> numbers(String path, @Nullable Object value) {
        if (value instanceof Number) {
            return List.of(path);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .flatMap(entry -> numbers(
                            path + "/"
                                    + String.valueOf(entry.getKey())
                                            .replace("~", "~0")
                                            .replace("/", "~1"),
                            entry.getValue())
                            .stream())
                    .toList();
        }
        if (value instanceof List<?> list) {
            return java.util.stream.IntStream.range(0, list.size())
                    .boxed()
                    .flatMap(i -> numbers(path + "/" + i, list.get(i)).stream())
                    .toList();
        }
        return List.of();
    }
}
