package dev.ragflow.migrator.chaos;

import dev.ragflow.migrator.cli.Main;
import dev.ragflow.migrator.database.ConnectionSettings;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts the program in a process of its own, quickly: its classes in a jar, and all that were loaded by the first run in an
 * archive for the others.
 */
final class LeanProgram {

    private static final Path FOLDER = folder();
    private static final Path ARCHIVE = FOLDER.resolve("classes.jsa");
    private static final String CLASS_PATH = classPath();

    private LeanProgram() {}

    /** Migrates to v0.27.0, telling every changeset in its log. */
    static ProgramProcess start(ConnectionSettings login, String... flags) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Files.exists(ARCHIVE) ? "-XX:SharedArchiveFile=" + ARCHIVE : "-XX:ArchiveClassesAtExit=" + ARCHIVE,
                "-Xshare:auto",
                "-Xlog:disable",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                CLASS_PATH,
                Main.class.getName(),
                "migrate",
                "--verbose"));
        command.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("RAGFLOW_MIGRATOR_"));
        builder.environment()
                .putAll(Map.of(
                        "RAGFLOW_MIGRATOR_DB_TYPE", login.type().id(),
                        "RAGFLOW_MIGRATOR_HOST", login.host(),
                        "RAGFLOW_MIGRATOR_PORT", String.valueOf(login.port()),
                        "RAGFLOW_MIGRATOR_DATABASE", login.database(),
                        "RAGFLOW_MIGRATOR_USER", login.user(),
                        "RAGFLOW_MIGRATOR_PASSWORD", login.password().reveal()));
        try {
            return new ProgramProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("ragflow-migrator-lean-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            // a temporary folder stays
        }
    }

    private static String classPath() {
        List<String> entries =
                Arrays.asList(System.getProperty("java.class.path", "").split(File.pathSeparator, -1));
        Path classes = entries.stream()
                .map(Path::of)
                .filter(entry -> entry.endsWith("classes"))
                .findFirst()
                .orElseThrow();
        return Stream.concat(
                        Stream.of(jar(classes).toString()), entries.stream().filter(entry -> entry.endsWith(".jar")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path jar(Path classes) {
        Path jar = FOLDER.resolve("program.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> files = Files.walk(classes)) {
            out.setLevel(0);
            for (Path entry : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(entry).toString()));
                Files.copy(entry, out);
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
