package dev.ragflow.migrator.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that the node exporter reads: written beside its place and moved there, so that no reader sees half of it. */
final class MetricsFile {

    private MetricsFile() {}

    static void write(Path file, String text) throws IOException {
        Path absolute = file.toAbsolutePath();
        // the node exporter looks at *.prom only
        Path beside = absolute.resolveSibling("." + absolute.getFileName() + ".tmp");
        Files.writeString(beside, text);
        if (Files.getFileStore(beside).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.move(beside, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
