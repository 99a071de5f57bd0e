package dev.ragflow.migrator.bench;

import dev.ragflow.migrator.bench.BenchResult.Stage;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.demo.LegacyDatabase;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Measures the packaged program: {@code make bench}. Each database is generated from a fixed seed, migrated, migrated again, and
 * then its rows are written once more by the server alone.
 */
public final class Bench {

    private static final Path FOLDER = Path.of("target/bench");
    private static final Path RECORDED = Path.of("bench/results");
    private static final int IDLE_RUNS = 3;

    private Bench() {}

    /** Arguments: {@code SERVERS=mysql,postgres TENANTS=2000,20000 CASE=tenants|documents DOCUMENTS=1000000 RECORD=yes}. */
    public static void main(String[] arguments) throws SQLException, IOException, InterruptedException {
        BenchOptions options;
        try {
            options = BenchOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
            return;
        }
        Files.createDirectories(FOLDER);
        List<BenchResult> results = new ArrayList<>();
        for (TestServer server : options.servers()) {
            for (BenchCase kind : options.cases()) {
                BenchResult result = measure(server, kind);
                results.add(result);
                result.store(options.record() ? RECORDED : FOLDER);
                BenchTables.of(result).forEach(System.out::println);
            }
        }
        BenchTables.growth(results).forEach(System.out::println);
        if (options.record()) {
            PerformancePage.write(BenchResult.loadAll(RECORDED), Path.of("docs"));
            System.out.println("docs/performance.md written from bench/results");
        }
    }

    private static BenchResult measure(TestServer server, BenchCase kind)
            throws SQLException, IOException, InterruptedException {
        try (TestDatabase database = server.createDatabase()) {
            Map<String, Long> rows = fill(database.loadRelease(LegacyDatabase.RELEASE), kind);
            String name = server.name().toLowerCase(Locale.ROOT) + "-" + kind.name();
            double before = ServerTime.seconds();
            MeasuredRun run = MeasuredRun.of(database.settings(), FOLDER, name);
            double serverProcessor = ServerTime.seconds() - before;
            double idle = Double.MAX_VALUE;
            long idlePeak = 0;
            for (int i = 0; i < IDLE_RUNS; i++) {
                MeasuredRun again = MeasuredRun.of(database.settings(), FOLDER, name + "-again");
                idle = Math.min(idle, again.seconds());
                idlePeak = Math.max(idlePeak, again.peakKilobytes());
            }
            return new BenchResult(
                    version(server, database),
                    kind,
                    machine(),
                    inWords(rows),
                    run.seconds(),
                    run.processor(),
                    serverProcessor,
                    run.peakKilobytes() / 1024.0,
                    Phases.of(run),
                    idle,
                    idlePeak / 1024.0,
                    edited(database, name),
                    stages(database, run));
        }
    }

    /** A database in use has been written to since the last run. */
    private static double edited(TestDatabase database, String name) throws IOException, InterruptedException {
        double seconds = Double.MAX_VALUE;
        for (int i = 0; i < IDLE_RUNS; i++) {
            database.execute("UPDATE `dialog` SET `name` = 'edited', `update_time` = " + System.currentTimeMillis()
                    + " WHERE `id` = (SELECT `id` FROM (SELECT MIN(`id`) AS `id` FROM `dialog`) one)");
            MeasuredRun run = MeasuredRun.of(database.settings(), FOLDER, name + "-edited");
            seconds = Math.min(seconds, run.seconds());
        }
        return seconds;
    }

    private static Map<String, Long> fill(TestDatabase database, BenchCase kind) throws SQLException {
        long start = System.nanoTime();
        System.out.printf("%n%s on %s: generating%n", kind, database.server());
        Map<String, Long> rows = LegacyDatabase.fill(database, kind.tenants(), kind.documents());
        System.out.printf("%s (%.1f s)%n", inWords(rows), (System.nanoTime() - start) / 1e9);
        return rows;
    }

    private static String inWords(Map<String, Long> rows) {
        return List.of("tenant", "tenant_llm", "knowledgebase", "document").stream()
                .map(table -> String.format(Locale.ROOT, "%,d %s", rows.get(table), table))
                .collect(Collectors.joining(", "));
    }

    private static List<Stage> stages(TestDatabase database, MeasuredRun run) throws SQLException {
        List<Stage> stages = new ArrayList<>();
        try (Connection connection = database.connect()) {
            Floor floor = new Floor(database, connection);
            for (StageRow row : StageRow.of(run.summary())) {
                stages.add(new Stage(row, floor.of(row)));
            }
        }
        if (stages.isEmpty()) {
            throw new IllegalStateException("The program's summary names no stage");
        }
        return stages;
    }

    private static String version(TestServer server, TestDatabase database) {
        try (Database opened = database.open()) {
            String described = opened.describe();
            return server.name().toLowerCase(Locale.ROOT)
                    + described.substring(described.indexOf(' '), described.indexOf(" at "));
        }
    }

    private static String machine() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch", ""));
        String load = Files.readString(Path.of("/proc/loadavg"));
        return "%d cores of %s, Java %s, %s, load average %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        model,
                        System.getProperty("java.version"),
                        LocalDate.now(ZoneOffset.UTC),
                        load.substring(0, load.indexOf(' ')));
    }
}
