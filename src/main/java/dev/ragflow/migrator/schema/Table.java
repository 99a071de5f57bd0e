package dev.ragflow.migrator.schema;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table of the expected or the live schema.
 *
 * @param name the table's name
 * @param columns its columns by name, in the table's order
 * @param indexes its indexes, the primary key among them
 * @param storage how MySQL or MariaDB stores it, null for expected schemas and on PostgreSQL
 */
public record Table(
        String name,
        Map<String, Column> columns,
        List<Index> indexes,
        @Nullable Storage storage) {

    /**
     * How a live table of the MySQL family is stored.
     *
     * @param rowFormat {@code Dynamic}, {@code Compact} …
     * @param collation the collation new columns get
     * @param charset the character set new columns get
     * @param bytesPerCharacter the most bytes a character of that set takes
     */
    public record Storage(String rowFormat, String collation, String charset, int bytesPerCharacter) {

        /** COMPACT and REDUNDANT rows allow 767 bytes per indexed column, the others 3072. */
        boolean limitsIndexesTo767Bytes() {
            return rowFormat.equalsIgnoreCase("Compact") || rowFormat.equalsIgnoreCase("Redundant");
        }
    }

    public Table {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        indexes = List.copyOf(indexes);
    }

    /** This table with other columns in place of those of their names, and further ones. */
    Table with(Collection<Column> others) {
        Map<String, Column> all = new LinkedHashMap<>(columns);
        others.forEach(column -> all.put(column.name(), column));
        return new Table(name, all, indexes, storage);
    }

    /** This table with a further index. */
    Table with(Index further) {
        return new Table(
                name,
                columns,
                Stream.concat(indexes.stream(), Stream.of(further)).toList(),
                storage);
    }

    /** This table without the index of a name. */
    Table withoutIndex(String index) {
        return new Table(
                name,
                columns,
                indexes.stream()
                        .filter(one -> !one.name().equalsIgnoreCase(index))
                        .toList(),
                storage);
    }

    /** This table with a column under another name, its indexes following. */
    Table renaming(String from, String to) {
        Map<String, Column> renamed = new LinkedHashMap<>();
        columns.forEach((key, column) -> renamed.put(
                key.equals(from) ? to : key,
                key.equals(from)
                        ? new Column(
                                to,
                                column.type(),
                                column.nullable(),
                                column.autoIncrement(),
                                column.serverDefault(),
                                column.text())
                        : column));
        return new Table(
                name,
                renamed,
                indexes.stream().map(index -> index.renaming(from, to)).toList(),
                storage);
    }

    /** This table with rows that allow long indexes. */
    Table dynamic() {
        return storage == null
                ? this
                : new Table(
                        name,
                        columns,
                        indexes,
                        new Storage("Dynamic", storage.collation(), storage.charset(), storage.bytesPerCharacter()));
    }

    public boolean hasColumn(String column) {
        return columns.containsKey(column);
    }

    /** The column of that name, null when there is none. */
    public @Nullable Column column(String column) {
        return columns.get(column);
    }

    /** The column of that name, which must be there. */
    Column existingColumn(String column) {
        return Objects.requireNonNull(columns.get(column), () -> name + "." + column);
    }

    /** The same without indexes of these names. */
    Table without(List<Index> left) {
        Set<String> names = left.stream().map(Index::name).collect(Collectors.toSet());
        return new Table(
                name,
                columns,
                indexes.stream().filter(index -> !names.contains(index.name())).toList(),
                storage);
    }

    Optional<Index> primaryKey() {
        return indexes.stream()
                .filter(index -> index.kind() == Index.Kind.PRIMARY)
                .findFirst();
    }

    Optional<Index> index(String indexName) {
        return indexes.stream()
                .filter(index -> index.name().equalsIgnoreCase(indexName))
                .findFirst();
    }
}
