package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.release.Release;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tables, columns and indexes of a fresh install of one release, read from {@code release/<tag>/schema.tsv}.
 *
 * @param name the release's tag
 * @param tables its tables by name
 */
public record ExpectedSchema(String name, SortedMap<String, Table> tables) {

    private static final Map<Release, ExpectedSchema> READ = new EnumMap<>(Release.class);

    public ExpectedSchema {
        tables = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(tables));
    }

    /** What a fresh install of {@code release} has. */
    public static ExpectedSchema of(Release release) {
        synchronized (READ) {
            return READ.computeIfAbsent(release, key -> read(key.tag(), key.resource("schema.tsv")));
        }
    }

    /** The table of that name; empty if the release has none. */
    public Optional<Table> table(String table) {
        return Optional.ofNullable(tables.get(table));
    }

    /** Reads a schema file of the class path. */
    static ExpectedSchema read(String name, String resource) {
        ClassLoader loader = ExpectedSchema.class.getClassLoader();
        try (InputStream file = loader.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("The program lacks the file " + resource);
            }
            Lines lines = new Lines();
            BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
            reader.lines().forEach(lines::add);
            return new ExpectedSchema(name, lines.tables());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Collects the lines of a schema file. */
    private static final class Lines {
        private final SortedMap<String, Map<String, Column>> columns = new TreeMap<>();
        private final SortedMap<String, List<Index>> indexes = new TreeMap<>();

        void add(String line) {
            if (line.isBlank() || line.startsWith("#")) {
                return;
            }
            String[] fields = line.split("\t");
            switch (fields[0]) {
                case "C" ->
                    columns.computeIfAbsent(fields[1], table -> new java.util.LinkedHashMap<>())
                            .put(fields[2], column(fields));
                case "I" ->
                    indexes.computeIfAbsent(fields[1], table -> new java.util.ArrayList<>())
                            .add(index(fields));
                default -> throw new IllegalStateException("Unknown line in the schema file: " + line);
            }
        }

        private static Column column(String[] fields) {
            boolean autoIncrement = fields.length > 5 && fields[5].equals("auto_increment");
            return Column.expected(fields[2], ColumnType.ofFile(fields[3]), fields[4].equals("null"), autoIncrement);
        }

        private static Index index(String[] fields) {
            Index.Kind kind =
                    switch (fields[3]) {
                        case "primary" -> Index.Kind.PRIMARY;
                        case "unique" -> Index.Kind.UNIQUE;
                        case "index" -> Index.Kind.PLAIN;
                        default -> throw new IllegalStateException("Unknown kind of index: " + fields[3]);
                    };
            return Index.of(
                    fields[2],
                    kind,
                    Arrays.stream(fields[4].split(",")).map(Lines::part).toList());
        }

        private static Index.Part part(String text) {
            int bracket = text.indexOf('(');
            return bracket < 0
                    ? new Index.Part(text, 0)
                    : new Index.Part(
                            text.substring(0, bracket),
                            Integer.parseInt(text.substring(bracket + 1, text.length() - 1)));
        }

        SortedMap<String, Table> tables() {
            SortedMap<String, Table> tables = new TreeMap<>();
            columns.forEach((table, itsColumns) ->
                    tables.put(table, new Table(table, itsColumns, indexes.getOrDefault(table, List.of()), null)));
            return tables;
        }
    }
}
