package dev.ragflow.migrator.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Servers unpacked from their jars into {@code build/servers}, each once; a lock keeps JVMs that start at the same time
 * from unpacking over each other.
 */
final class ServerFiles {

    private static final Path PROJECT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    private interface Unpacking {
        void into(Path folder) throws IOException;
    }

    private ServerFiles() {}

    /** Shared libraries that {@code scripts/install-test-packages} unpacked because it could not install them. */
    static Path libraries() {
        return PROJECT.resolve("build/lib");
    }

    /** Unpacks a {@code .tar.gz} or {@code .txz} found on the class path. */
    static Path fromArchive(String name, String resource) {
        return once(name, folder -> {
            try (InputStream packed = open(resource);
                    InputStream tar =
                            resource.endsWith("gz") ? new GZIPInputStream(packed) : new XZInputStream(packed)) {
                untar(tar, folder);
            }
        });
    }

    /** Unpacks the entries below {@code prefix} of the jar that {@code resource} lies in. */
    static Path fromJar(String name, String resource, String prefix) {
        return once(name, folder -> {
            String url = find(resource).toString();
            Path jar = Path.of(URI.create(url.substring("jar:".length(), url.indexOf("!/"))));
            try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(jar)))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    if (entry.getName().startsWith(prefix) && !entry.isDirectory()) {
                        Path file = inside(folder, entry.getName().substring(prefix.length()));
                        Files.createDirectories(file.getParent());
                        Files.copy(zip, file);
                        allowExecution(file);
                    }
                }
            }
        });
    }

    private static Path once(String name, Unpacking unpacking) {
        Path servers = PROJECT.resolve("build/servers");
        Path folder = servers.resolve(name);
        try {
            Files.createDirectories(servers);
            try (FileChannel channel = FileChannel.open(
                            servers.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.exists(folder)) {
                    Path unfinished = Files.createTempDirectory(servers, name + ".");
                    Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
                    unpacking.into(unfinished);
                    Files.move(unfinished, folder);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + name + " into " + folder, e);
        }
    }

    private static void untar(InputStream tar, Path folder) throws IOException {
        try (TarArchiveInputStream entries = new TarArchiveInputStream(tar)) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path file = inside(folder, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.createDirectories(file.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.createLink(file, inside(folder, entry.getLinkName()));
                } else {
                    Files.copy(entries, file);
                    if ((entry.getMode() & 0100) != 0) {
                        allowExecution(file);
                    }
                }
            }
        }
    }

    private static Path inside(Path folder, String entry) throws IOException {
        Path file = folder.resolve(entry).normalize();
        if (!file.startsWith(folder)) {
            throw new IOException("archive entry " + entry + " points outside");
        }
        return file;
    }

    private static void allowExecution(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static URL find(String resource) throws IOException {
        URL url = ServerFiles.class.getClassLoader().getResource(resource);
        if (url == null) {
            throw new IOException("no " + resource + " on the class path");
        }
        return url;
    }

    private static InputStream open(String resource) throws IOException {
        return new BufferedInputStream(find(resource).openStream());
    }
}
