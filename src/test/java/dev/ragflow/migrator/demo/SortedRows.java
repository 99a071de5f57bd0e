package dev.ragflow.migrator.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rows in the order of their first field, whose first characters are spread evenly: InnoDB keeps them so, and would have to
 * look for the place of each. Kept in files, one for each beginning, of which one at a time is in memory.
 */
final class SortedRows {

    private static final int BEGINNING = 2;

    private final Path folder;
    private final String name;
    private final SortedSet<String> beginnings = new TreeSet<>();

    /** @param name of the files, with their beginnings behind it */
    SortedRows(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** Adds lines, each with its end. */
    void add(String lines) {
        lines.lines()
                .sorted()
                .collect(Collectors.groupingBy(line -> line.substring(0, BEGINNING)))
                .forEach((beginning, rows) -> {
                    beginnings.add(beginning);
                    append(file(beginning), rows);
                });
    }

    /** The beginnings of what was added, in order. */
    List<String> beginnings() {
        return List.copyOf(beginnings);
    }

    /** Takes the rows with that beginning out. */
    String take(String beginning) {
        try {
            List<String> rows = Files.readAllLines(file(beginning));
            Files.delete(file(beginning));
            return rows.stream().sorted().collect(Collectors.joining("\n", "", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Path file, List<String> rows) {
        try {
            Files.write(file, rows, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String beginning) {
        return folder.resolve(name + "." + beginning);
    }
}
