package dev.ragflow.migrator.bench;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was measured of one database, all times in seconds.
 *
 * @param server for example {@code mysql 8.0.15}
 * @param kind and size of the database
 * @param machine on which it was measured, and when
 * @param rows of the database before, tables and rows in words
 * @param wall of the whole process
 * @param processor of the process
 * @param serverProcessor of the server during the run
 * @param peakMegabytes of the whole process
 * @param phases what the time went into
 * @param idle of a run with nothing to do
 * @param idleMegabytes its peak
 * @param edited of a run behind one setting that a user edited; NaN in results of before it was measured
 * @param stages by table
 */
record BenchResult(
        String server,
        BenchCase kind,
        String machine,
        String rows,
        double wall,
        double processor,
        double serverProcessor,
        double peakMegabytes,
        Phases phases,
        double idle,
        double idleMegabytes,
        double edited,
        List<Stage> stages) {

    /**
     * @param row what the program says of it
     * @param floor what the server needs for the same rows
     */
    record Stage(StageRow row, Floor.Time floor) {

        double ratio() {
            return floor.seconds() < 0.005 ? Double.NaN : row.seconds() / floor.seconds();
        }
    }

    /** {@code mysql} of {@code mysql 8.0.15}. */
    String serverKind() {
        return server.substring(0, server.indexOf(' '));
    }

    double floor() {
        return stages.stream().mapToDouble(stage -> stage.floor().seconds()).sum();
    }

    double floorProcessor() {
        return stages.stream().mapToDouble(stage -> stage.floor().processor()).sum();
    }

    long written() {
        return stages.stream().mapToLong(stage -> stage.row().written()).sum();
    }

    void store(Path folder) throws IOException {
        TreeMap<String, Object> values = new TreeMap<>();
        values.put("server", server);
        values.put("tenants", kind.tenants());
        values.put("documents", kind.documents());
        values.put("of_documents", kind.ofDocuments());
        values.put("machine", machine);
        values.put("rows", rows);
        values.put("wall", wall);
        values.put("processor", processor);
        values.put("server_processor", serverProcessor);
        values.put("peak_megabytes", peakMegabytes);
        values.put("phase.start_up", phases.startUp());
        values.put("phase.schema", phases.schema());
        values.put("phase.data", phases.data());
        values.put("phase.between", phases.between());
        values.put("phase.verification", phases.verification());
        values.put("idle", idle);
        values.put("idle_megabytes", idleMegabytes);
        if (!Double.isNaN(edited)) {
            values.put("edited", edited);
        }
        for (int i = 0; i < stages.size(); i++) {
            StageRow row = stages.get(i).row();
            values.put(
                    "stage.%03d".formatted(i),
                    String.join(
                            " ",
                            row.stage(),
                            row.table(),
                            String.valueOf(row.read()),
                            String.valueOf(row.inserted()),
                            String.valueOf(row.updated()),
                            number(row.seconds()),
                            number(stages.get(i).floor().seconds()),
                            number(stages.get(i).floor().processor())));
        }
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve(serverKind() + "-" + kind.name() + ".properties"),
                values.entrySet().stream()
                        .map(entry -> entry.getKey() + "="
                                + (entry.getValue() instanceof Double value ? number(value) : entry.getValue()))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** Everything that was stored there, by server, then by size. */
    static List<BenchResult> loadAll(Path folder) throws IOException {
        List<BenchResult> results = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".properties"))
                    .sorted()
                    .toList()) {
                Properties values = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    values.load(reader);
                }
                results.add(of(values));
            }
        }
        results.sort(Comparator.comparing(BenchResult::server)
                .thenComparing(result -> result.kind().ofDocuments())
                .thenComparing(result -> result.kind().tenants())
                .thenComparing(result -> result.kind().documents()));
        return results;
    }

    private static BenchResult of(Properties values) {
        List<Stage> stages = values.stringPropertyNames().stream()
                .filter(name -> name.startsWith("stage."))
                .sorted()
                .map(name -> stage(values.getProperty(name)))
                .toList();
        return new BenchResult(
                values.getProperty("server"),
                new BenchCase(
                        Integer.parseInt(values.getProperty("tenants")),
                        Integer.parseInt(values.getProperty("documents")),
                        Boolean.parseBoolean(values.getProperty("of_documents"))),
                values.getProperty("machine"),
                values.getProperty("rows"),
                number(values, "wall"),
                number(values, "processor"),
                number(values, "server_processor"),
                number(values, "peak_megabytes"),
                new Phases(
                        number(values, "phase.start_up"),
                        number(values, "phase.schema"),
                        number(values, "phase.data"),
                        number(values, "phase.between"),
                        number(values, "phase.verification")),
                number(values, "idle"),
                number(values, "idle_megabytes"),
                values.containsKey("edited") ? number(values, "edited") : Double.NaN,
                stages);
    }

    private static Stage stage(String text) {
        String[] fields = text.split(" ");
        return new Stage(
                new StageRow(
                        fields[0],
                        fields[1],
                        Long.parseLong(fields[2]),
                        Long.parseLong(fields[3]),
                        Long.parseLong(fields[4]),
                        Double.parseDouble(fields[5])),
                new Floor.Time(Double.parseDouble(fields[6]), Double.parseDouble(fields[7])));
    }

    private static double number(Properties values, String name) {
        return Double.parseDouble(values.getProperty(name));
    }
}
