package dev.ragflow.migrator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.LongStream;

/** Processor time of the database servers that this JVM has started, from {@code /proc}. */
final class ServerTime {

    private static final Set<String> NAMES = Set.of("mysqld", "mariadbd", "postgres");
    private static final double TICKS_PER_SECOND = 100;

    private ServerTime() {}

    /** Seconds until now, processes that have ended included; zero where the servers are containers. */
    static double seconds() {
        return ProcessHandle.current()
                        .descendants()
                        .filter(process -> NAMES.contains(process.info()
                                .command()
                                .map(command -> String.valueOf(Path.of(command).getFileName()))
                                .orElse("")))
                        .flatMapToLong(process -> ticks(process.pid()))
                        .sum()
                / TICKS_PER_SECOND;
    }

    /** Of the process, and of its children that have ended. */
    private static LongStream ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return LongStream.of(
                    Long.parseLong(fields[11]),
                    Long.parseLong(fields[12]),
                    Long.parseLong(fields[13]),
                    Long.parseLong(fields[14]));
        } catch (IOException ended) {
            return LongStream.empty();
        }
    }
}
