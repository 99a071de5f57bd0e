package dev.ragflow.migrator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes {@code docs/performance.md} and its picture from recorded results. */
final class PerformancePage {

    private static final String INTRODUCTION = """
            # Performance

            Written by `make bench RECORD=yes`, from [bench/results](../bench/results). A database of RAGFlow v0.24.0 is generated from
            a fixed seed and migrated to v0.27.0 by the packaged program with a heap of 128 MiB; memory is the peak of the whole process.
            The server is small, with 128 MiB of buffers and no waiting for the disk, and on the same machine, so that nothing is encrypted.

            The **floor** is the server's own time for the same rows with nothing to decide: `INSERT … SELECT` of the final rows
            into an empty table with the same indexes; for updates, one `UPDATE` of the same number of rows in such a copy.

            RAGFlow's own path (v0.24 → v0.26.4 → v0.27, MySQL 8.0.15, 2 cores) took %.0f s and %d MiB for 2,000 tenants, %,.0f s and
            %,d MiB for 20,000 with 150,400 documents. That was another database of the same size. On the one generated here,
            its script alone (commit 2a56b40 of RAGFlow, without start-ups and other schema changes) took 309 s for 2,000 tenants on
            2026-11-22, when this machine was slow: the whole of this program took 24 to 35 s in the ten minutes after. Of the 309 s,
            131 s went into references that the script cannot resolve, for each of which it searches all models; how many there are
            depends on the data. With one key per provider and nothing switched off, where the script resolves more, it took 157 s, and
            this program 25 to 28 s right after it: six times as fast, on a machine slower than the one the 93 s are from.

            ![Time by phase, RAGFlow's own path, and the floor](performance.svg)
            """;

    private PerformancePage() {}

    static void write(List<BenchResult> results, Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(INTRODUCTION
                .formatted(
                        OwnPath.SMALL.seconds(),
                        OwnPath.SMALL.megabytes(),
                        OwnPath.LARGE.seconds(),
                        OwnPath.LARGE.megabytes())
                .strip());
        lines.addAll(BenchTables.growth(results));
        results.forEach(result -> lines.addAll(BenchTables.of(result)));
        Files.writeString(folder.resolve("performance.md"), String.join("\n", lines) + "\n");
        Files.writeString(folder.resolve("performance.svg"), PerformancePicture.of(results));
    }
}
