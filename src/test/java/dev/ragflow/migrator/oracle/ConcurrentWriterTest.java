package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.demo.LegacyDatabase;
import dev.ragflow.migrator.migrate.VerifyRun;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.RunSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("An old application that goes on writing")
@Tag("server")
class ConcurrentWriterTest {

    private static final int TENANTS = 20;
    private static final int ROUNDS_BEFORE = 3;
    private static final long PAUSE_MILLIS = 100;

    @ParameterizedTest
    @EnumSource(
            value = TestServer.class,
            names = {"MYSQL", "POSTGRES"})
    void losesNothingAndHardlyWaits(TestServer server) throws Exception {
        try (TestDatabase database = server.createDatabase().loadRelease(LegacyDatabase.RELEASE)) {
            LegacyDatabase.fill(database, TENANTS);
            ExecutorService thread = Executors.newSingleThreadExecutor();
            try (OldApplication application = new OldApplication(database)) {
                AtomicBoolean stop = new AtomicBoolean();
                CountDownLatch started = new CountDownLatch(ROUNDS_BEFORE);
                Future<Integer> rounds = thread.submit(() -> write(application, started, stop));
                if (!started.await(30, TimeUnit.SECONDS)) {
                    rounds.get(0, TimeUnit.SECONDS);
                }

                ProgramRun first = ProgramRun.on(database, Release.V0_27_0);
                boolean writing = !rounds.isDone();
                stop.set(true);
                int written = rounds.get(30, TimeUnit.SECONDS);
                // 4: what came after the last catch-up pass
                assertThat(first.exitCode()).as("%s", first).isIn(0, 4);
                assertThat(writing).as("the application wrote to the end").isTrue();
                assertThat(written).isGreaterThan(ROUNDS_BEFORE + 5);
                assertThat(application.longest())
                        .as("the slowest statement: %s", application.slowest())
                        .isLessThan(Duration.ofSeconds(5));

                ProgramRun second = ProgramRun.on(database, Release.V0_27_0);
                assertThat(second.exitCode()).as("%s", second).isZero();
                assertThat(application.lost()).isEmpty();
                verify(database);
            } finally {
                thread.shutdownNow();
            }
        }
    }

    private static int write(OldApplication application, CountDownLatch started, AtomicBoolean stop)
            throws SQLException, InterruptedException {
        int round = 0;
        while (!stop.get()) {
            application.round(round++);
            started.countDown();
            Thread.sleep(PAUSE_MILLIS);
        }
        return round;
    }

    private static void verify(TestDatabase database) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exitCode = VerifyRun.run(
                RunSettings.of(Command.VERIFY, database.settings(), Release.V0_27_0, false, OutputFormat.TEXT),
                new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(exitCode).as(out.toString(StandardCharsets.UTF_8)).isZero();
    }
}
