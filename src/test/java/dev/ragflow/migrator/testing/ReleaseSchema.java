package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.DatabaseType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of a fresh install of one release, as {@code release/<tag>/schema.tsv} lists them. */
public final class ReleaseSchema {

    /** A table's columns and indexes. */
    public record Table(List<Column> columns, List<Index> indexes) {}

    /** A column; its type is in the neutral spelling, for example {@code varchar(32)} or {@code longtext}. */
    public record Column(String name, String type, boolean nullable, boolean autoIncrement) {}

    /** An index of kind {@code primary}, {@code unique} or {@code index}; a column may carry a prefix length. */
    public record Index(String name, String kind, List<String> columns) {}

    private final Map<String, Table> tables = new TreeMap<>();

    private ReleaseSchema() {}

    /** Reads the schema of a release. */
    public static ReleaseSchema of(String tag) {
        String resource = "release/" + tag + "/schema.tsv";
        try (InputStream in = ReleaseSchema.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no " + resource + " on the class path");
            }
            ReleaseSchema schema = new ReleaseSchema();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> schema.add(line.split("\t", -1)));
            return schema;
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /** By name. */
    public Map<String, Table> tables() {
        return tables;
    }

    /** The table of that name, which the release must have. */
    public Table table(String name) {
        Table table = tables.get(name);
        if (table == null) {
            throw new IllegalArgumentException("no table " + name);
        }
        return table;
    }

    private void add(String[] fields) {
        Table table = tables.computeIfAbsent(fields[1], name -> new Table(new ArrayList<>(), new ArrayList<>()));
        switch (fields[0]) {
            case "C" ->
                table.columns()
                        .add(new Column(
                                fields[2],
                                fields[3],
                                fields[4].equals("null"),
                                fields.length > 5 && fields[5].equals("auto_increment")));
            case "I" -> table.indexes().add(new Index(fields[2], fields[3], List.of(fields[4].split(","))));
            default -> throw new IllegalArgumentException("neither column nor index: " + String.join(" ", fields));
        }
    }

    /** The statements that create everything in an empty database. */
    List<String> statements(DatabaseType type) {
        return tables.entrySet().stream()
                .flatMap(table -> switch (type) {
                    case MYSQL -> Stream.of(mySqlTable(table.getKey(), table.getValue()));
                    case POSTGRES -> postgresTable(table.getKey(), table.getValue());
                })
                .toList();
    }

    /** What takes the indexes of a table away, but for its primary key. */
    public List<String> dropIndexes(DatabaseType type, String table) {
        return switch (type) {
            case MYSQL -> alter(table, index -> "DROP KEY `" + index.name() + "`");
            case POSTGRES ->
                secondary(table)
                        .map(index -> "DROP INDEX \"" + index.name() + "\"")
                        .toList();
        };
    }

    /** What brings them back. */
    public List<String> createIndexes(DatabaseType type, String table) {
        return switch (type) {
            case MYSQL -> alter(table, index -> "ADD " + mySqlIndex(index));
            case POSTGRES ->
                secondary(table).map(index -> postgresIndex(table, index)).toList();
        };
    }

    private List<String> alter(String table, Function<Index, String> change) {
        String changes = secondary(table).map(change).collect(Collectors.joining(", "));
        return changes.isEmpty() ? List.of() : List.of("ALTER TABLE `" + table + "` " + changes);
    }

    private Stream<Index> secondary(String table) {
        return table(table).indexes().stream().filter(index -> !index.kind().equals("primary"));
    }

    private static String mySqlTable(String name, Table table) {
        Stream<String> columns = table.columns().stream()
                .map(column -> "`" + column.name() + "` " + mySqlType(column.type())
                        + (column.nullable() ? " NULL" : " NOT NULL")
                        + (column.autoIncrement() ? " AUTO_INCREMENT" : ""));
        Stream<String> indexes = table.indexes().stream().map(ReleaseSchema::mySqlIndex);
        return "CREATE TABLE `" + name + "` (" + Stream.concat(columns, indexes).collect(Collectors.joining(", "))
                + ")";
    }

    private static String mySqlIndex(Index index) {
        return switch (index.kind()) {
            case "primary" -> "PRIMARY KEY " + mySqlColumns(index);
            case "unique" -> "UNIQUE KEY `" + index.name() + "` " + mySqlColumns(index);
            default -> "KEY `" + index.name() + "` " + mySqlColumns(index);
        };
    }

    private static String mySqlType(String type) {
        return type.equals("boolean") ? "TINYINT(1)" : type;
    }

    private static String mySqlColumns(Index index) {
        return index.columns().stream()
                .map(column -> column.contains("(") ? "`" + column.replace("(", "`(") : "`" + column + "`")
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static Stream<String> postgresTable(String name, Table table) {
        String columns = table.columns().stream()
                .map(column ->
                        "\"" + column.name() + "\" " + postgresType(column) + (column.nullable() ? "" : " NOT NULL"))
                .collect(Collectors.joining(", "));
        Stream<String> indexes = table.indexes().stream().map(index -> postgresIndex(name, index));
        return Stream.concat(Stream.of("CREATE TABLE \"" + name + "\" (" + columns + ")"), indexes);
    }

    private static String postgresIndex(String table, Index index) {
        return switch (index.kind()) {
            case "primary" -> "ALTER TABLE \"" + table + "\" ADD PRIMARY KEY " + postgresColumns(index);
            case "unique" -> createIndex("UNIQUE INDEX", table, index);
            default -> createIndex("INDEX", table, index);
        };
    }

    private static String createIndex(String kind, String table, Index index) {
        return "CREATE " + kind + " \"" + index.name() + "\" ON \"" + table + "\" " + postgresColumns(index);
    }

    private static String postgresType(Column column) {
        if (column.autoIncrement()) {
            return "SERIAL";
        }
        return switch (column.type()) {
            case "longtext" -> "TEXT";
            case "float" -> "REAL";
            case "datetime" -> "TIMESTAMP";
            default -> column.type();
        };
    }

    private static String postgresColumns(Index index) {
        return index.columns().stream()
                .map(column -> "\"" + column.replaceAll("\\(.*", "") + "\"")
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
