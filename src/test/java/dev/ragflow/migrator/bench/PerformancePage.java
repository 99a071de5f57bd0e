package dev.ragflow.migrator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes {@code docs/performance.md} and its picture from recorded results. */
final class PerformancePage {

    private static final String LEAD = """
            # Performance

            ## How long for my size

            Count what takes the time: `SELECT COUNT(*) FROM tenant_llm` and `FROM document`. Time grows in line with both; memory does not grow.
            The dry run (`--mode dry-run`) gives a range for your own database before anything is changed.
            """;

    private static final String COMPARED = """
            On a server with 1 GiB of buffers it is faster, and that is where RAGFlow's own path was measured beside it, in one go on
            2026-11-30 (MySQL 8.0.15, 2 cores, v0.24.0 → v0.27.0; 20,000 tenants with 193,565 rows in `tenant_llm`):

            | | 2,000 tenants | 20,000 tenants | models kept with key, base URL and state |
            | --- | ---: | ---: | ---: |
            | this program | 16 s | 75 s (schema 9, data 51, verification 14) | all |
            | RAGFlow's own path | 70 s | 1,626 s | 1.6 %% |

            RAGFlow v0.27's own look-up code, run on the results, finds 276 of 276 settings as before after this program, 113 of 230 after RAGFlow's
            path release by release, and 0 of 276 after its direct jump from v0.24.0.

            ## How it is measured

            Written by `make bench RECORD=yes`, from [bench/results](../bench/results). A database of RAGFlow v0.24.0 is generated from
            a fixed seed and migrated to v0.27.0 by the packaged program with a heap of 128 MiB; memory is the peak of the whole process.
            The server is small, with 128 MiB of buffers and no waiting for the disk, and on the same machine, so that nothing is encrypted.

            The **floor** is the server's own time for the same rows with nothing to decide: `INSERT … SELECT` of the final rows
            into an empty table with the same indexes; for updates, one `UPDATE` of the same number of rows in such a copy.

            An earlier measurement of RAGFlow's own path (v0.24 → v0.26.4 → v0.27, MySQL 8.0.15, 2 cores) took %.0f s and %d MiB for 2,000 tenants,
            %,.0f s and %,d MiB for 20,000 with 150,400 documents, on another database of the same size; the picture shows these.

            ![Time by phase, RAGFlow's own path, and the floor](performance.svg)
            """;

    private PerformancePage() {}

    static void write(List<BenchResult> results, Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(LEAD.strip());
        lines.addAll(BenchTables.sizes(results));
        lines.add("");
        lines.add(COMPARED.formatted(
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
