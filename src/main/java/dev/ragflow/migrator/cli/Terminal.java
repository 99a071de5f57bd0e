package dev.ragflow.migrator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether a person is looking at a standard stream, and with a terminal that shows colours. */
final class Terminal {

    /** File descriptors of the standard streams. */
    enum Stream {
        OUTPUT(1),
        ERROR(2);

        private final int descriptor;

        Stream(int descriptor) {
            this.descriptor = descriptor;
        }
    }

    private Terminal() {}

    /** Respects {@code NO_COLOR} (https://no-color.org) and {@code TERM=dumb}. */
    static boolean showsColours(Stream stream, Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb")
                && isTerminal(stream);
    }

    /** The JDK only knows about standard input and output together, so this asks Linux; elsewhere: no colours. */
    private static boolean isTerminal(Stream stream) {
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream.descriptor));
            return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
