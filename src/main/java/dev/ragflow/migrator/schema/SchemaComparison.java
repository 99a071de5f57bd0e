package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.schema.SchemaDifference.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Compares a live schema with a release's. Converged means: every table, column and index of the release is there, types are
 * the same or wider, nullability is the same or looser. Indexes are compared by columns and uniqueness, never by name.
 */
public final class SchemaComparison {

    private final LiveSchema live;
    private final List<SchemaDifference> differences = new ArrayList<>();

    private SchemaComparison(LiveSchema live) {
        this.live = live;
    }

    /** All differences, table by table. */
    public static List<SchemaDifference> compare(ExpectedSchema expected, LiveSchema live) {
        return compare(expected, live, Set.of());
    }

    /**
     * All differences, table by table.
     *
     * @param ownTables tables of this program and its libraries, which are not reported
     */
    public static List<SchemaDifference> compare(ExpectedSchema expected, LiveSchema live, Set<String> ownTables) {
        SchemaComparison comparison = new SchemaComparison(live);
        expected.tables().values().forEach(comparison::compareTable);
        live.tables().keySet().stream()
                .filter(table -> !expected.tables().containsKey(table) && !ownTables.contains(table))
                .forEach(table -> comparison.add(Kind.EXTRA_TABLE, table, table, "", "a table"));
        return List.copyOf(comparison.differences);
    }

    /** The differences in one table of the release. */
    static List<SchemaDifference> compare(Table expected, LiveSchema live) {
        SchemaComparison comparison = new SchemaComparison(live);
        comparison.compareTable(expected);
        return comparison.differences;
    }

    private void compareTable(Table expected) {
        Table table = live.tables().get(expected.name());
        if (table == null) {
            add(Kind.MISSING_TABLE, expected.name(), expected.name(), "a table", "");
            return;
        }
        expected.columns().values().forEach(column -> compareColumn(expected.name(), column, table));
        table.columns().values().stream()
                .filter(column -> !expected.hasColumn(column.name()))
                .forEach(column -> addExtraColumn(table.name(), column));
        compareIndexes(expected, table);
        compareCollations(table);
    }

    private void compareColumn(String table, Column expected, Table liveTable) {
        Column column = liveTable.column(expected.name());
        if (column == null) {
            add(Kind.MISSING_COLUMN, table, expected.name(), expected.describe(), "");
            return;
        }
        compareType(table, expected, column);
        if (expected.nullable() && !column.nullable()) {
            add(Kind.STRICTER_NULLABILITY, table, column.name(), "null", "not null");
        }
        if (!expected.nullable() && column.nullable()) {
            add(Kind.LOOSER_NULLABILITY, table, column.name(), "not null", "null");
        }
        if (expected.autoIncrement() && !column.autoIncrement()) {
            add(Kind.MISSING_AUTO_INCREMENT, table, column.name(), expected.describe(), column.describe());
        }
        String serverDefault = column.serverDefault();
        if (serverDefault != null && !column.autoIncrement()) {
            add(Kind.OTHER_DEFAULT, table, column.name(), "", serverDefault);
        }
    }

    private void compareType(String table, Column expected, Column column) {
        ColumnType wanted = expected.type();
        ColumnType type = column.type();
        String name = column.name();
        if (type.covers(wanted, live.dialect())) {
            boolean bothText = live.dialect().isPostgres() && wanted.isUnboundedText();
            if (!type.equals(wanted) && !bothText) {
                add(Kind.WIDER_TYPE, table, name, wanted.toString(), type.toString());
            }
        } else if (type.widensTo(wanted, live.dialect())) {
            add(Kind.NARROWER_TYPE, table, name, wanted.toString(), type.toString());
        } else {
            add(Kind.OTHER_TYPE, table, name, wanted.toString(), type.toString());
        }
    }

    private void addExtraColumn(String table, Column column) {
        boolean required = !column.nullable() && column.serverDefault() == null && !column.autoIncrement();
        add(required ? Kind.EXTRA_REQUIRED_COLUMN : Kind.EXTRA_COLUMN, table, column.name(), "", column.describe());
    }

    private void compareIndexes(Table expected, Table table) {
        for (Index wanted : expected.indexes()) {
            if (table.indexes().stream().noneMatch(index -> index.serves(wanted))) {
                add(Kind.MISSING_INDEX, table.name(), wanted.name(), wanted.describe(), "");
            }
        }
        for (Index index : table.indexes()) {
            if (expected.indexes().stream().noneMatch(index::serves)) {
                Kind kind = index.isUnique() ? Kind.EXTRA_UNIQUE_INDEX : Kind.EXTRA_INDEX;
                add(kind, table.name(), index.name(), "", index.describe());
            }
        }
    }

    private void compareCollations(Table table) {
        Table.Storage storage = table.storage();
        if (storage != null && !storage.collation().equals(live.collation())) {
            add(Kind.OTHER_COLLATION, table.name(), table.name(), live.collation(), storage.collation());
        }
        String usual = storage == null ? "" : storage.collation();
        for (Column column : table.columns().values()) {
            Column.Text text = column.text();
            if (text != null && !text.collation().equals(usual)) {
                String expected = usual.isEmpty() ? "the database's" : usual;
                add(Kind.OTHER_COLLATION, table.name(), column.name(), expected, text.collation());
            }
        }
    }

    private void add(Kind kind, String table, String object, String expected, String found) {
        differences.add(new SchemaDifference(kind, table, object, expected, found));
    }
}
