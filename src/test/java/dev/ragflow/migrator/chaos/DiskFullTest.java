package dev.ragflow.migrator.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.HardCases;
import dev.ragflow.migrator.testing.RestartableServer;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs root, since it mounts a small file system; part of {@code make chaos}. */
@DisplayName("A server whose disk is full")
class DiskFullTest {

    private static final int MEGABYTE = 1 << 20;

    @ParameterizedTest
    @CsvSource({"MYSQL, 512, 3", "MYSQL, 512, 9", "POSTGRES, 64, 1", "POSTGRES, 64, 4"})
    void isToldClearlyAndTheNextRunCompletes(TestServer kind, int megabytes, int free) throws Exception {
        Path disk = Files.createTempDirectory("ragflow-migrator-disk-");
        shell(
                "mount -t tmpfs -o mode=755,size=" + megabytes + "m tmpfs " + disk,
                "a small file system cannot be mounted");
        try {
            TestDatabase database = database(kind, disk);
            HardCases.load(database.loadRelease("v0.24.0"));
            Path ballast = disk.resolve("ballast");
            fill(ballast, Files.getFileStore(disk).getUsableSpace() - (long) free * MEGABYTE);

            try (ProgramProcess program = LeanProgram.start(database.settings(), "--retry-timeout", "5s")) {
                assertThat(program.awaitEnd()).as("%s", program.output()).isEqualTo(1);
                assertThat(program.output())
                        .containsPattern("(?i)ERROR .*(no space|is full|disk)")
                        .containsPattern("ERROR .*(free (disk )?space|the next run goes on from there)")
                        .doesNotContain("mistake in this program");
            }

            Files.delete(ballast);
            HardDatabase.complete(database);
            HardDatabase.on(kind).assertAsUndisturbed(database);
        } finally {
            // lazily: the server ends with this JVM
            shell("umount -l " + disk, "the small file system cannot be taken away");
            Files.delete(disk);
        }
    }

    /** MySQL with all its files there; PostgreSQL with the database alone, since without room for its log it does not run. */
    private static TestDatabase database(TestServer kind, Path disk) throws Exception {
        if (kind == TestServer.MYSQL) {
            return RestartableServer.start(kind, disk).createDatabase("");
        }
        Path folder = Files.createDirectory(disk.resolve("tablespace"));
        shell("chown 65534:65534 " + folder, "the folder cannot be given to the server");
        RestartableServer server = RestartableServer.start(kind);
        server.execute("CREATE TABLESPACE small LOCATION '" + folder + "'");
        return server.createDatabase(" TABLESPACE small");
    }

    private static void fill(Path file, long bytes) throws IOException {
        byte[] zeros = new byte[MEGABYTE];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = bytes; left > 0; left -= zeros.length) {
                out.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
        }
    }

    private static void shell(String command, String problem) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command.split(" ", -1)))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(problem + " (root is needed): " + said.strip());
        }
    }
}
