package dev.ragflow.migrator.report;

import dev.ragflow.migrator.database.JsonText;
import dev.ragflow.migrator.model.domain.Preservation;
import dev.ragflow.migrator.model.domain.Repairable;
import dev.ragflow.migrator.verify.CheckResult;
import dev.ragflow.migrator.verify.VerificationReport;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** A verification as one JSON object on one line. The field names are stable; new ones may come. */
public final class VerificationJson {

    private VerificationJson() {}

    public static void print(VerificationReport report, String server, PrintStream out) {
        JsonText json = new JsonText().with("release", report.release().tag()).with("database", server);
        out.println(addTo(json, report).line());
    }

    /** Without what it was compared with. */
    static JsonText addTo(JsonText json, VerificationReport report) {
        return json.with("passed", report.passed())
                .with(
                        "checks",
                        report.checks().stream().map(VerificationJson::check).toList())
                .with("preservation", preservation(report.preservation()))
                .with("repairable", repairable(report.repairable()));
    }

    private static @Nullable JsonText preservation(@Nullable Preservation preservation) {
        return preservation == null
                ? null
                : new JsonText()
                        .with("models", count(preservation.models()))
                        .with("references", count(preservation.references()));
    }

    private static @Nullable JsonText repairable(@Nullable Repairable repairable) {
        return repairable == null
                ? null
                : new JsonText()
                        .with("providers", repairable.providers())
                        .with("instances", repairable.instances())
                        .with("models", repairable.models())
                        .with("states", repairable.states())
                        .with("undecided", repairable.undecided());
    }

    private static JsonText check(CheckResult check) {
        return new JsonText()
                .with("name", check.name())
                .with("title", check.title())
                .with("required", check.required())
                .with("passed", check.passed())
                .with("found", check.found())
                .with("failures", check.failures())
                .with("findings", check.findings())
                .with("samples", check.samples())
                .with("next", check.nextStep());
    }

    private static JsonText count(Preservation.Count count) {
        return new JsonText()
                .with("preserved", count.preserved())
                .with("total", count.total())
                .with("lost", count.lost())
                .with("samples", count.samples())
                .with("notCounted", count.notCounted());
    }
}
