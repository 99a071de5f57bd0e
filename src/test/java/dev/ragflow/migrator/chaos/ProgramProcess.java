package dev.ragflow.migrator.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The running program, and what it has said. */
final class ProgramProcess implements AutoCloseable {

    private static final int KILLED = 137;
    private static final long PATIENCE_SECONDS = 180;

    /** A line, and when it was said. */
    record Moment(String line, long millis) {}

    private record Line(String text, long nanos) {}

    private final Process process;
    private final List<Line> lines = new ArrayList<>();
    private final Thread reader;

    ProgramProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "output of the program");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                synchronized (lines) {
                    lines.add(new Line(line, System.nanoTime()));
                    lines.notifyAll();
                }
            }
        } catch (IOException killed) {
            // with it ends what it says
        } finally {
            synchronized (lines) {
                lines.notifyAll();
            }
        }
    }

    /** Waits until so many lines were like that; false where the program ended before. */
    boolean await(Predicate<String> wanted, int times) throws InterruptedException {
        synchronized (lines) {
            while (lines.stream().filter(line -> wanted.test(line.text())).count() < times) {
                if (!reader.isAlive()) {
                    return false;
                }
                lines.wait(100);
            }
            return true;
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it by SIGKILL. Whether it was still running. */
    boolean kill() throws InterruptedException {
        process.destroyForcibly();
        return process.waitFor() == KILLED;
    }

    /** The exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + PATIENCE_SECONDS + " s\n" + output());
        }
        reader.join();
        return process.exitValue();
    }

    /** Lines like that, and when each was said, in milliseconds after the first of them. */
    List<Moment> moments(Predicate<String> wanted) {
        synchronized (lines) {
            List<Line> found =
                    lines.stream().filter(line -> wanted.test(line.text())).toList();
            return found.stream()
                    .map(line -> new Moment(
                            line.text(),
                            TimeUnit.NANOSECONDS.toMillis(
                                    line.nanos() - found.get(0).nanos())))
                    .toList();
        }
    }

    /** The last line like that, empty if there is none. */
    String last(Predicate<String> wanted) {
        synchronized (lines) {
            return lines.stream().map(Line::text).filter(wanted).reduce("", (before, after) -> after);
        }
    }

    /** Log and summary up to now. */
    String output() {
        synchronized (lines) {
            return String.join("\n", lines.stream().map(Line::text).toList());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
