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
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Needs root, since it mounts a small file system; part of {@code make chaos}. */
@DisplayName("A server whose disk is full")
@Tag("chaos")
class DiskFullTest {

    private static final int MEGABYTE = 1 << 20;

    private static final int DISK = 64;

    private static final int TABLE_IS_FULL = 1114;

    /** PostgreSQL: only the tables are on the small disk. */
    @Test
    void onPostgresIsToldClearlyAndTheNextRunCompletes() throws Exception {
        RestartableServer server = RestartableServer.start(TestServer.POSTGRES);
        Path disk = Files.createDirectory(
                Files.createTempDirectory("ragflow-migrator-disk-").resolve("tablespace"));
        shell("mount -t tmpfs -o mode=755,size=" + DISK + "m tmpfs " + disk, "a small file system cannot be mounted");
        try {
            shell("chmod 755 " + disk.getParent(), "the folder cannot be opened to the server");
            shell("chown 65534:65534 " + disk, "the folder cannot be given to the server");
            server.execute("CREATE TABLESPACE small LOCATION '" + disk + "'");
            TestDatabase database = server.createDatabase(" TABLESPACE small");
            HardCases.load(database.loadRelease("v0.24.0"));
            Path ballast = disk.resolve("ballast");
            fill(ballast, Files.getFileStore(disk).getUsableSpace() - MEGABYTE);
            fails(database);

            Files.delete(ballast);
            HardDatabase.complete(database);
            HardDatabase.on(TestServer.POSTGRES).assertAsUndisturbed(database);
        } finally {
            // lazily: the server ends with this JVM
            shell("umount -l " + disk, "the small file system cannot be taken away");
        }
    }

    /** MySQL's server itself ends where its disk is full; a tablespace that may not grow gives the same error, and it lives. */
    @Test
    void onMySqlIsToldClearlyAndTheNextRunCompletes() throws Exception {
        RestartableServer server =
                RestartableServer.startMySql("--innodb-data-file-path=ibdata1:12M:autoextend:max:" + DISK + "M");
        server.execute("SET GLOBAL innodb_file_per_table = 0");
        TestDatabase database = server.createDatabase("");
        HardCases.load(database.loadRelease("v0.24.0"));
        server.execute(
                "CREATE DATABASE ballast",
                "CREATE TABLE ballast.rows_of_it (filling VARCHAR(3000) CHARACTER SET latin1)");
        try (Connection connection = database.connect()) {
            fill(connection);
        }
        fails(database);

        server.execute("DROP DATABASE ballast");
        HardDatabase.complete(database);
        HardDatabase.on(TestServer.MYSQL).assertAsUndisturbed(database);
    }

    private static void fails(TestDatabase database) throws InterruptedException {
        try (ProgramProcess program = LeanProgram.start(database.settings(), "--retry-timeout", "5s")) {
            assertThat(program.awaitEnd()).as("%s", program.output()).isEqualTo(1);
            assertThat(program.output())
                    .containsPattern("(?i)ERROR \\[disk_full\\] .*(no space|is full)")
                    .containsPattern("(?i)ERROR \\[disk_full\\] .*table \\w+.*free (disk )?space")
                    .containsPattern("Next: fix the cause .*run the same command again")
                    .doesNotContain("bug in this program");
        }
    }

    /** Until not one page is left; by rows that need no pages of their own, for which that server would end itself. */
    private static void fill(Connection connection) throws SQLException {
        String row = "(REPEAT('x', 3000))";
        for (int rows = 200; rows > 0; ) {
            try (Statement insert = connection.createStatement()) {
                insert.execute("INSERT INTO ballast.rows_of_it VALUES " + row + (", " + row).repeat(rows - 1));
            } catch (SQLException e) {
                assertThat(e.getErrorCode()).as("%s", e).isEqualTo(TABLE_IS_FULL);
                rows /= 10;
            }
        }
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
