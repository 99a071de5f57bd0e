package dev.ragflow.migrator.cli;

import dev.ragflow.migrator.migrate.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/**
 * Why the program failed, for {@code kubectl describe pod}: Kubernetes shows what a container leaves in a file. Takes what the log
 * says of errors, or the last warning where there are none.
 */
final class TerminationMessage {

    /** Kubernetes shows 4 KiB of all containers together, and people read the beginning. */
    static final int LIMIT = 2_048;

    private static final int MOST = 20;

    /** Where Kubernetes looks by default. */
    private static final Path KUBERNETES = Path.of("/dev/termination-log");

    private final Optional<Path> file;
    private final List<String> errors = new ArrayList<>();
    private String warning = "";

    /** @param asked where the operator wants it; without it, Kubernetes' own file is used if there is one */
    TerminationMessage(Optional<Path> asked) {
        this.file = asked.or(() -> Optional.of(KUBERNETES).filter(Files::isWritable));
    }

    /** Hears of a problem; keeps no more than is shown. */
    synchronized void problem(boolean error, String message) {
        if (!error) {
            warning = message;
        } else if (errors.size() < MOST) {
            errors.add(message);
        }
    }

    /** Leaves the message if the exit code is a failure. */
    synchronized void write(int code) {
        if (code == ExitCode.OK.code() || file.isEmpty()) {
            return;
        }
        try {
            Files.write(file.get(), text(code));
        } catch (IOException e) {
            LoggerFactory.getLogger(TerminationMessage.class)
                    .warn(
                            "The reason could not be written to {}: {}",
                            file.get(),
                            e.getClass().getSimpleName());
        }
    }

    /** UTF-8, cut between two characters. */
    private byte[] text(int code) {
        String what = Arrays.stream(ExitCode.values())
                .filter(exit -> exit.code() == code)
                .map(HelpText::meaning)
                .collect(Collectors.joining());
        List<String> reasons = errors.isEmpty() && !warning.isEmpty() ? List.of(warning) : errors;
        String text = String.format(Locale.ROOT, "%s ended with exit code %d: %s%n", CommandLines.PROGRAM, code, what)
                + String.join(System.lineSeparator(), reasons)
                + System.lineSeparator();
        byte[] whole = text.getBytes(StandardCharsets.UTF_8);
        if (whole.length <= LIMIT) {
            return whole;
        }
        String more = "… the log has more" + System.lineSeparator();
        byte[] end = more.getBytes(StandardCharsets.UTF_8);
        ByteBuffer cut = ByteBuffer.allocate(LIMIT - end.length);
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text), cut, true);
        byte[] bytes = new byte[cut.position() + end.length];
        cut.flip().get(bytes, 0, cut.limit());
        System.arraycopy(end, 0, bytes, bytes.length - end.length, end.length);
        return bytes;
    }
}
