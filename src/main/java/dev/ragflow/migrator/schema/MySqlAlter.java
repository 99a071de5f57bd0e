package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Collects the actions of one {@code ALTER TABLE} of the MySQL family and knows what the table will look like after them, so
 * that index lengths and the row format come out right.
 */
final class MySqlAlter {

    private static final int LONGEST_KEY = 3072;
    private static final int LONGEST_KEY_COMPACT = 767;

    private final Table table;
    private final Dialect dialect;
    private final Map<String, Column> columns;
    private final List<String> actions = new ArrayList<>();
    private final Set<String> touchedIndexes = new LinkedHashSet<>();
    private boolean needsDynamicRows;

    MySqlAlter(Table table, Dialect dialect) {
        this.table = table;
        this.dialect = dialect;
        this.columns = new LinkedHashMap<>(table.columns());
    }

    /** Adds a column of the release, with a server default if it is NOT NULL. */
    void addColumn(Column expected) {
        String definition = expected.type().sql(dialect)
                + (expected.nullable()
                        ? " NULL"
                        : " NOT NULL DEFAULT " + ServerDefaults.sql(table.name(), expected, dialect));
        actions.add("ADD COLUMN " + dialect.quoted(expected.name()) + " " + definition);
        columns.put(expected.name(), expected);
    }

    /** Gives a column another definition; indexes that could not hold the new type are built again with a prefix. */
    void modify(Column changed, MySqlDefinition definition) {
        actions.add("MODIFY COLUMN " + dialect.quoted(changed.name()) + " " + definition.sql());
        columns.put(changed.name(), changed);
        for (Index index : table.indexes()) {
            if (!index.columns().contains(changed.name())) {
                continue;
            }
            List<Index.Part> fitting = index.parts().stream().map(this::fitting).toList();
            if (!fitting.equals(index.parts()) && touchedIndexes.add(index.name())) {
                requireWholeValues(index, fitting);
                dropIndex(index.name());
                addKey(index.kind(), index.name(), fitting);
            }
            noteRowFormat(fitting);
        }
    }

    /** Adds an index of the release under a name that is free. */
    void addIndex(Index expected, String name) {
        List<Index.Part> fitting = expected.parts().stream().map(this::fitting).toList();
        requireWholeValues(expected, fitting);
        addKey(expected.kind(), name, fitting);
        noteRowFormat(fitting);
    }

    void dropIndex(String name) {
        actions.add("DROP INDEX " + dialect.quoted(name));
    }

    /** Adds an action of its own wording. */
    void add(String action) {
        actions.add(action);
    }

    boolean isEmpty() {
        return actions.isEmpty();
    }

    /** The statement; further options can follow after a comma. */
    String sql() {
        String options = needsDynamicRows ? ", ROW_FORMAT=DYNAMIC" : "";
        return "ALTER TABLE " + dialect.quoted(table.name()) + " " + String.join(", ", actions) + options;
    }

    private void addKey(Index.Kind kind, String name, List<Index.Part> parts) {
        String list = parts.stream()
                .map(part -> dialect.quoted(part.column()) + (part.prefix() == 0 ? "" : "(" + part.prefix() + ")"))
                .collect(Collectors.joining(", ", " (", ")"));
        actions.add(
                switch (kind) {
                    case PRIMARY -> "ADD PRIMARY KEY" + list;
                    case UNIQUE -> "ADD UNIQUE INDEX " + dialect.quoted(name) + list;
                    case PLAIN -> "ADD INDEX " + dialect.quoted(name) + list;
                });
    }

    /** The part with the prefix the column's type needs, none where the whole value fits. */
    private Index.Part fitting(Index.Part part) {
        Column column = columns.get(part.column());
        if (column == null) {
            return part;
        }
        if (!column.type().isText()) {
            // a prefix is left over where a text becomes a number or a date
            return new Index.Part(part.column(), 0);
        }
        int longestPrefix = LONGEST_KEY / bytesPerCharacter(column);
        int prefix = part.prefix() == 0 ? longestPrefix : Math.min(part.prefix(), longestPrefix);
        boolean wholeFits = !column.type().isUnboundedText() && column.type().length() <= prefix;
        return new Index.Part(part.column(), wholeFits ? 0 : prefix);
    }

    private int bytesPerCharacter(Column column) {
        Column.Text text = column.text();
        if (text != null) {
            return text.bytesPerCharacter();
        }
        return Objects.requireNonNull(table.storage()).bytesPerCharacter();
    }

    private void requireWholeValues(Index index, List<Index.Part> fitting) {
        if (index.isUnique() && fitting.stream().anyMatch(part -> part.prefix() > 0)) {
            throw new MigrationException("Table " + table.name() + ": " + index.describe() + " cannot be built, since "
                    + "a column of it is too wide to be indexed as a whole; nothing was changed. Make the column "
                    + "narrower, then run again");
        }
    }

    private void noteRowFormat(List<Index.Part> parts) {
        Table.Storage storage = table.storage();
        if (storage == null || !storage.limitsIndexesTo767Bytes()) {
            return;
        }
        for (Index.Part part : parts) {
            Column column = columns.get(part.column());
            if (column != null && column.type().isText()) {
                int characters = part.prefix() == 0 ? column.type().length() : part.prefix();
                needsDynamicRows |= characters * bytesPerCharacter(column) > LONGEST_KEY_COMPACT;
            }
        }
    }
}
