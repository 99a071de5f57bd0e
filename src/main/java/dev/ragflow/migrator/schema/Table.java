package dev.ragflow.migrator.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
