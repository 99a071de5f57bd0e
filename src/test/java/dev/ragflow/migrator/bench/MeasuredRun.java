package dev.ragflow.migrator.bench;

import dev.ragflow.migrator.database.ConnectionSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of the packaged program, {@code bin/ragflow-migrator}, as an operator starts it.
 *
 * @param seconds from the start of the process to its end
 * @param processor seconds of processor time of the process
 * @param peakKilobytes most memory of the whole process that was ever resident
 * @param startedAt epoch milliseconds
 * @param endedAt epoch milliseconds
 * @param log standard error, in JSON
 * @param summary standard output
 */
record MeasuredRun(
        double seconds,
        double processor,
        long peakKilobytes,
        long startedAt,
        long endedAt,
        List<String> log,
        List<String> summary) {

    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final long WATCH_MILLIS = 20;

    /**
     * Migrates to the newest release.
     *
     * @param folder for the log, which stays there
     * @param name of the log
     * @throws IllegalStateException when the run fails
     */
    static MeasuredRun of(ConnectionSettings login, Path folder, String name) throws IOException, InterruptedException {
        Path log = folder.resolve(name + ".log");
        Path metrics = folder.resolve(name + ".prom");
        ProcessBuilder builder = new ProcessBuilder(
                        "bin/ragflow-migrator",
                        "migrate",
                        "--log-format=json",
                        "--metrics-file=" + metrics,
                        "--db-type=" + login.type().name().toLowerCase(Locale.ROOT),
                        "--host=" + login.host(),
                        "--port=" + login.port(),
                        "--user=" + login.user(),
                        "--database=" + login.database())
                .redirectError(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(variable -> variable.startsWith("RAGFLOW_MIGRATOR_"));
        environment.put("RAGFLOW_MIGRATOR_PASSWORD", login.password().reveal());
        environment.putIfAbsent("JAVA_OPTS", "-Xmx128m");
        long startedAt = System.currentTimeMillis();
        long start = System.nanoTime();
        Process process = builder.start();
        AtomicLong peak = new AtomicLong();
        AtomicLong processor = new AtomicLong();
        Thread watcher = watch(process, peak, processor);
        List<String> summary;
        try (BufferedReader out = process.inputReader()) {
            summary = out.lines().toList();
        }
        int exitCode = process.waitFor();
        double seconds = (System.nanoTime() - start) / 1e9;
        long endedAt = System.currentTimeMillis();
        watcher.join();
        if (exitCode != 0) {
            throw new IllegalStateException(
                    "The program ended with exit code " + exitCode + "; its log is " + log.toAbsolutePath());
        }
        return new MeasuredRun(
                seconds, processor.get() / 1e9, peak.get(), startedAt, endedAt, Files.readAllLines(log), summary);
    }

    private static Thread watch(Process process, AtomicLong peak, AtomicLong processor) {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        Thread watcher = new Thread(
                () -> {
                    try {
                        while (!process.waitFor(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
                            Matcher found = PEAK.matcher(Files.readString(status));
                            if (found.find()) {
                                peak.accumulateAndGet(Long.parseLong(found.group(1)), Math::max);
                            }
                            process.info()
                                    .totalCpuDuration()
                                    .ifPresent(time -> processor.accumulateAndGet(time.toNanos(), Math::max));
                        }
                    } catch (IOException ended) {
                        // between the last look and the end
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "watcher");
        watcher.setDaemon(true);
        watcher.start();
        return watcher;
    }
}
