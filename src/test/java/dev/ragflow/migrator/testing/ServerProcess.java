package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.ConnectionSettings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An embedded server in a folder of its own under {@code java.io.tmpdir}. A small shell stands guard over it: when this
 * JVM ends in whatever way, the pipe to the guard closes, and the guard ends the server and removes the folder.
 */
final class ServerProcess {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private static final Pattern MISSING_LIBRARY = Pattern.compile("error while loading shared libraries: ([^:]+)");

    private static final Pattern ERROR = Pattern.compile("ERROR|FATAL|error:");

    /**
     * Arguments: the folder and the signal that ends the server. The steps that lead to the server run in a session of
     * their own, so that a signal reaches whichever of them is running, and Ctrl-C on a terminal none.
     */
    private static final String GUARD = """
            trap '' INT HUP TERM
            folder=$1 signal=$2
            exec 3<&0
            setsid sh "$folder/steps" </dev/null 3<&- &
            steps=$!
            { cat <&3; [ -e "$folder/ended" ] || kill -s "$signal" -- "-$steps"; } >/dev/null 2>&1 &
            wait "$steps" 2>/dev/null
            : >"$folder/ended"
            wait
            rm -rf "$folder" 2>/dev/null || { sleep 1; rm -rf "$folder"; }
            """;

    /** Runs the server, and once more whenever it has ended and somebody wants it back. */
    private static final String SERVER = """
            { while :; do
            %s &
            echo $! >pid
            wait $!
            [ -e again ] || break
            while [ -e away ]; do sleep 0.1; done
            rm again
            done; }
            """;

    private final String name;
    private final Path folder;

    /** Creates the server's folder, which is removed when this JVM ends. */
    ServerProcess(String name) {
        this.name = name;
        try {
            folder = Files.createTempDirectory("ragflow-migrator-test-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a folder for " + name, e);
        }
    }

    /** Where the server keeps its files. */
    Path folder() {
        return folder;
    }

    /**
     * A port that is free now, below the range from which outgoing connections take theirs. Of the two JVMs of a test run
     * one takes even ports and the other odd ones, since a server opens its port long after it was found free.
     */
    static int freePort() {
        int odd = Integer.getInteger("test.fork", 0) % 2;
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 16_000) * 2 + odd;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // the next one, then
            }
        }
    }

    /** Writes a file into the server's folder, readable by its owner only. */
    Path write(String fileName, String content) {
        try {
            Path file = Files.createFile(
                    folder.resolve(fileName),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + fileName + " for " + name, e);
        }
    }

    /**
     * Runs the steps one after the other, the last of which is the server, and waits until it accepts {@code login}.
     *
     * @param signal ends the server at once; its data is not needed any more
     */
    void serve(String signal, ConnectionSettings login, List<List<String>> steps) {
        String script = steps.stream().map(ServerProcess::quoted).collect(Collectors.joining(" &&\n", "", "\n"));
        int last = script.lastIndexOf('\n', script.length() - 2) + 1;
        write(
                "steps",
                script.substring(0, last)
                        + SERVER.formatted(script.substring(last).strip()));
        try {
            Process guard = builder(List.of("sh", "-c", GUARD, "guard", folder.toString(), signal))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(guard), "stop " + name));
        } catch (IOException e) {
            throw failure(String.valueOf(e.getMessage()));
        }
        awaitLogin(login);
    }

    /**
     * Ends the server by a signal, and waits until it is there again.
     *
     * @param signal by which it ends without waiting for clients
     */
    void restart(String signal, ConnectionSettings login) {
        end(signal);
        comeBack(login);
    }

    /** Ends the server by a signal until it is to come back. */
    void end(String signal) {
        write("again", "");
        write("away", "");
        try {
            String pid = Files.readString(folder.resolve("pid")).strip();
            new ProcessBuilder("kill", "-s", signal, pid).start().waitFor();
        } catch (IOException e) {
            throw failure(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
        }
    }

    /** Starts it again, and waits until it is there. */
    void comeBack(ConnectionSettings login) {
        try {
            Files.delete(folder.resolve("away"));
        } catch (IOException e) {
            throw failure(String.valueOf(e.getMessage()));
        }
        while (Files.exists(folder.resolve("again"))) {
            pause();
        }
        awaitLogin(login);
    }

    private static String quoted(List<String> command) {
        return command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private void awaitLogin(ConnectionSettings login) {
        Instant limit = Instant.now().plus(START_LIMIT);
        while (true) {
            try {
                Connections.open(login).close();
                return;
            } catch (SQLException notYet) {
                if (Files.exists(folder.resolve("ended"))) {
                    throw failure(reason());
                }
                if (Instant.now().isAfter(limit)) {
                    throw failure("does not accept connections: " + notYet.getMessage());
                }
                pause();
            }
        }
    }

    private static void stop(Process guard) {
        try {
            guard.getOutputStream().close();
            guard.waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            guard.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        String inherited = System.getenv("LD_LIBRARY_PATH");
        builder.environment()
                .put(
                        "LD_LIBRARY_PATH",
                        ServerFiles.libraries() + (inherited == null ? "" : File.pathSeparator + inherited));
        return builder;
    }

    private Path log() {
        return folder.resolve("log");
    }

    /** The last thing the server said, on one line. */
    private String reason() {
        try {
            String log = Files.exists(log()) ? Files.readString(log(), StandardCharsets.ISO_8859_1) : "";
            Matcher missing = MISSING_LIBRARY.matcher(log);
            if (missing.find()) {
                return "the shared library " + missing.group(1) + " is missing; run scripts/install-test-packages";
            }
            List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
            return lines.stream()
                    .filter(line -> ERROR.matcher(line).find())
                    .findFirst()
                    .orElse(lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1));
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private ServerUnavailableException failure(String reason) {
        return new ServerUnavailableException(name + " cannot be started: " + reason);
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerUnavailableException("interrupted");
        }
    }
}
