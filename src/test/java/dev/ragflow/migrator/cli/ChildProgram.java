package dev.ragflow.migrator.cli;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a process of its own, which takes signals. */
final class ChildProgram implements AutoCloseable {

    private final Process process;
    private final Path log;

    private ChildProgram(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a migration to the newest release. */
    static ChildProgram start(TestDatabase database, String... flags) {
        ConnectionSettings login = database.settings();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "migrate",
                "--db-type",
                login.type().id(),
                "--host",
                login.host(),
                "--port",
                String.valueOf(login.port()),
                "--user",
                login.user(),
                "--database",
                login.database()));
        command.addAll(List.of(flags));
        try {
            Path log = Files.createTempFile("ragflow-migrator-child", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment()
                    .put("RAGFLOW_MIGRATOR_PASSWORD", login.password().reveal());
            return new ChildProgram(builder.start(), log);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void terminate() {
        process.destroy();
    }

    /** @return the exit code; -1 when the process is still there after that time */
    int awaitEnd(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    /** Log and summary up to now. */
    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the program has said something. */
    void awaitOutput(String text) throws InterruptedException {
        for (int i = 0; i < 600 && process.isAlive() && !output().contains(text); i++) {
            Thread.sleep(50);
        }
        if (!output().contains(text)) {
            throw new AssertionError("not said: " + text + "\n" + output());
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.delete(log);
    }
}
