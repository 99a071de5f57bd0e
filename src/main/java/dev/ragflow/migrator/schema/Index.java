package dev.ragflow.migrator.schema;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An index of the expected or the live schema. Its name says nothing: the same index goes by several names in the field.
 *
 * @param name the index's name
 * @param kind primary key, unique or plain
 * @param parts its columns in order
 * @param constraint whether it belongs to a UNIQUE constraint, which PostgreSQL drops by another statement
 * @param usable false for what does not serve as an ordinary index: partial, by expression, full-text, or left invalid by a
 *     failed concurrent build
 * @param valid false for an index left by a failed concurrent build
 */
public record Index(String name, Kind kind, List<Part> parts, boolean constraint, boolean usable, boolean valid) {

    /** Whether and how an index keeps rows apart. */
    public enum Kind {
        PRIMARY,
        UNIQUE,
        PLAIN;

        boolean isUnique() {
            return this != PLAIN;
        }
    }

    /**
     * One column of an index.
     *
     * @param column the column's name, or an expression
     * @param prefix indexed characters, 0 for the whole value
     */
    public record Part(String column, int prefix) {
        @Override
        public String toString() {
            return prefix == 0 ? column : column + "(" + prefix + ")";
        }
    }

    public Index {
        parts = List.copyOf(parts);
    }

    static Index of(String name, Kind kind, List<Part> parts) {
        return new Index(name, kind, parts, false, true, true);
    }

    /** The same index under another name. */
    Index named(String other) {
        return new Index(other, kind, parts, constraint, usable, valid);
    }

    /** The same index over a column that has another name. */
    Index renaming(String from, String to) {
        return new Index(
                name,
                kind,
                parts.stream()
                        .map(part -> part.column().equals(from) ? new Part(to, part.prefix()) : part)
                        .toList(),
                constraint,
                usable,
                valid);
    }

    List<String> columns() {
        return parts.stream().map(Part::column).toList();
    }

    boolean isUnique() {
        return kind.isUnique();
    }

    /** Whether uniqueness holds for whole values, not only for prefixes. */
    private boolean hasPrefix() {
        return parts.stream().anyMatch(part -> part.prefix() > 0);
    }

    /**
     * Whether this live index is the one {@code expected} asks for: same columns, same uniqueness. Prefix lengths of plain
     * indexes follow the character set and do not count.
     */
    boolean serves(Index expected) {
        if (!usable || !columns().equals(expected.columns())) {
            return false;
        }
        return switch (expected.kind) {
            case PRIMARY -> kind == Kind.PRIMARY;
            case UNIQUE -> isUnique() && !hasPrefix();
            case PLAIN -> kind == Kind.PLAIN;
        };
    }

    /** Whether this index is over exactly these columns, in whatever order. */
    boolean isOver(Set<String> columns) {
        return parts.size() == columns.size() && columns.containsAll(columns());
    }

    /** Kind and columns, for messages: {@code unique (tenant_id, provider_name)}. */
    String describe() {
        String word =
                switch (kind) {
                    case PRIMARY -> "primary key";
                    case UNIQUE -> "unique";
                    case PLAIN -> "index";
                };
        return word + parts.stream().map(Part::toString).collect(Collectors.joining(", ", " (", ")"));
    }
}
