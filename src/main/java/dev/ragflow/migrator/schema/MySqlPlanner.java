package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * MySQL and MariaDB: one ALTER for all columns of a table, which mostly takes no time, and one for all its indexes, which are
 * built beside the table. Both in one would rebuild the whole table.
 */
final class MySqlPlanner implements TablePlanner {

    /** The application reads tables of so many rows within a second, also while their indexes are built. */
    private static final long MANY_ROWS = 200_000;

    /**
     * By which RAGFlow looks rows of large tables up, beside ids: its task executors ask every few seconds what is in progress.
     */
    private static final Set<String> LOOKED_UP_BY = Set.of("progress");

    private final Connection connection;
    private final LiveSchema live;
    private final Table expected;
    private final boolean indexesLater;
    private final Dialect dialect;
    private final ObjectNames names;

    MySqlPlanner(Connection connection, LiveSchema live, Table expected) {
        this(connection, live, expected, false);
    }

    /** @param indexesLater whether tables may be copied without their indexes, see {@link #rebuiltLater} */
    MySqlPlanner(Connection connection, LiveSchema live, Table expected, boolean indexesLater) {
        this.connection = connection;
        this.live = live;
        this.expected = expected;
        this.indexesLater = indexesLater;
        this.dialect = live.dialect();
        this.names = new ObjectNames(live, expected.name());
    }

    @Override
    public List<PlannedStatement> create() {
        List<String> lines = new ArrayList<>();
        for (Column column : expected.columns().values()) {
            lines.add(dialect.quoted(column.name()) + " " + column.type().sql(dialect)
                    + (column.nullable() ? " NULL" : " NOT NULL")
                    + (column.autoIncrement() ? " AUTO_INCREMENT" : ""));
        }
        expected.indexes().forEach(index -> lines.add(inlineKey(index)));
        boolean utf8mb4 = live.charset().equals("utf8mb4");
        String sql = "CREATE TABLE " + dialect.quoted(expected.name()) + " (" + String.join(", ", lines)
                + ") ENGINE=InnoDB" + (utf8mb4 ? "" : " DEFAULT CHARACTER SET utf8mb4") + " ROW_FORMAT=DYNAMIC";
        Table made = new Table(
                expected.name(),
                expected.columns(),
                expected.indexes(),
                new Table.Storage("Dynamic", utf8mb4 ? live.collation() : "utf8mb4_general_ci", "utf8mb4", 4));
        return List.of(PlannedStatement.of(expected.name(), sql, "create it").making(none -> made));
    }

    private String inlineKey(Index index) {
        String list = index.parts().stream()
                .map(part -> dialect.quoted(part.column()) + (part.prefix() == 0 ? "" : "(" + part.prefix() + ")"))
                .collect(Collectors.joining(", ", " (", ")"));
        return switch (index.kind()) {
            case PRIMARY -> "PRIMARY KEY" + list;
            case UNIQUE -> "UNIQUE INDEX " + dialect.quoted(index.name()) + list;
            case PLAIN -> "INDEX " + dialect.quoted(index.name()) + list;
        };
    }

    @Override
    public List<PlannedStatement> converge(List<SchemaDifference> open) throws SQLException {
        Table table = Objects.requireNonNull(live.tables().get(expected.name()));
        List<PlannedStatement> steps = new ArrayList<>();
        Map<String, List<SchemaDifference>> byColumn = open.stream()
                .filter(difference -> difference.kind() != SchemaDifference.Kind.MISSING_INDEX)
                .collect(Collectors.groupingBy(SchemaDifference::object, LinkedHashMap::new, Collectors.toList()));
        List<Index> later = List.of();
        if (!byColumn.isEmpty()) {
            PlannedStatement columns = columnStep(table, byColumn, List.of());
            later = columns.rebuild() && indexesLater ? rebuiltLater(table) : List.of();
            steps.add(later.isEmpty() ? columns : columnStep(table, byColumn, later));
        }
        List<Index> missing = expected.indexes().stream()
                .filter(index -> open.stream()
                        .anyMatch(difference -> difference.kind() == SchemaDifference.Kind.MISSING_INDEX
                                && difference.object().equals(index.name())))
                .toList();
        if (!missing.isEmpty() || !later.isEmpty()) {
            steps.add(indexStep(afterColumns(table, byColumn, later), missing, later));
        }
        return steps;
    }

    /**
     * The indexes that a copy of the table leaves out, to be built after it: sorted, which takes a fraction of the
     * time, and without holding up writes. These are the release's own, so that a run that follows a killed one builds
     * them; a foreign key may need one. A large table keeps what the application looks its rows up by meanwhile.
     */
    private List<Index> rebuiltLater(Table table) throws SQLException {
        long rows = TableSize.of(connection, dialect, table.name()).rows();
        if (rows < StepExecution.SMALL || hasForeignKeys()) {
            return List.of();
        }
        return expected.indexes().stream()
                .filter(wanted -> wanted.kind() == Index.Kind.PLAIN)
                .filter(wanted -> rows <= MANY_ROWS || !isLookedUpBy(wanted))
                .filter(wanted -> table.indexes().stream()
                        .anyMatch(index -> index.name().equals(wanted.name()) && index.serves(wanted)))
                .toList();
    }

    private static boolean isLookedUpBy(Index index) {
        String first = index.columns().get(0);
        return first.endsWith("_id") || LOOKED_UP_BY.contains(first);
    }

    private boolean hasForeignKeys() throws SQLException {
        String sql = """
                SELECT 1 FROM information_schema.referential_constraints
                WHERE constraint_schema = DATABASE() AND ? IN (table_name, referenced_table_name) LIMIT 1
                """;
        return Sql.of(connection, sql, expected.name()).hasRow();
    }

    private PlannedStatement columnStep(
            Table table, Map<String, List<SchemaDifference>> byColumn, List<Index> withoutIndexes) throws SQLException {
        Map<String, MySqlDefinition> definitions = MySqlDefinition.ofTable(connection, table.name());
        MySqlAlter alter = new MySqlAlter(table.without(withoutIndexes), dialect);
        withoutIndexes.forEach(index -> alter.dropIndex(index.name()));
        List<String> words = new ArrayList<>();
        List<String> before = new ArrayList<>();
        PlannedStatement.Check check = PlannedStatement.Check.NONE;
        boolean rebuild = false;
        for (Map.Entry<String, List<SchemaDifference>> entry : byColumn.entrySet()) {
            Column wanted = expected.existingColumn(entry.getKey());
            Column column = table.column(entry.getKey());
            if (column == null) {
                alter.addColumn(wanted);
                words.add("add column " + wanted.name());
                continue;
            }
            ColumnChange change = new ColumnChange(table, column, wanted, entry.getValue());
            Optional<Retyping> retyping = change.retyping();
            if (retyping.isPresent()) {
                retyping.get().emptyTextsToNull(dialect).ifPresent(before::add);
                check = check.and(rows -> retyping.get().check(rows, dialect));
            }
            MySqlDefinition now = Objects.requireNonNull(definitions.get(column.name()), column.name());
            alter.modify(change.result(), change.definition(now, dialect));
            rebuild |= change.isCopiedByMySql();
            words.add(change.describe());
        }
        List<String> sql = new ArrayList<>(before);
        sql.add(alter.sql());
        Collection<Column> after =
                afterColumns(table, byColumn, List.of()).columns().values();
        boolean dynamic = alter.sql().contains("ROW_FORMAT=DYNAMIC");
        return new PlannedStatement(table.name(), sql, String.join(", ", words), check)
                .rebuilding(rebuild)
                .making(former -> {
                    Table made = former.with(after).without(withoutIndexes);
                    return dynamic ? made.dynamic() : made;
                });
    }

    /** What the table looks like once the column step is done. */
    private Table afterColumns(Table table, Map<String, List<SchemaDifference>> byColumn, List<Index> later) {
        Map<String, Column> columns = new LinkedHashMap<>(table.columns());
        byColumn.forEach((name, differences) -> {
            Column wanted = expected.existingColumn(name);
            Column column = table.column(name);
            columns.put(name, column == null ? wanted : new ColumnChange(table, column, wanted, differences).result());
        });
        return new Table(table.name(), columns, table.indexes(), table.storage()).without(later);
    }

    private PlannedStatement indexStep(Table table, List<Index> missing, List<Index> later) {
        MySqlAlter alter = new MySqlAlter(table, dialect);
        List<String> words = new ArrayList<>();
        PlannedStatement.Check check = PlannedStatement.Check.NONE;
        List<String> gone = new ArrayList<>();
        List<Index> added = new ArrayList<>();
        for (Index wanted : missing) {
            Optional<Index> weaker = IndexReplacement.weaker(table, wanted);
            weaker.ifPresent(index -> {
                alter.dropIndex(index.name());
                names.release(index.name());
                gone.add(index.name());
            });
            String name = wanted.kind() == Index.Kind.PRIMARY ? "PRIMARY" : names.take(wanted.name());
            alter.addIndex(wanted, name);
            added.add(wanted.named(name));
            words.add("add " + wanted.describe() + (weaker.isPresent() ? " in place of the plain one" : ""));
            check = check.and(IndexReplacement.checkBefore(table, wanted, dialect));
        }
        if (!later.isEmpty()) {
            later.forEach(index -> alter.addIndex(index, index.name()));
            words.add("build " + later.size() + " indexes again");
            added.addAll(later);
        }
        boolean dynamic = alter.sql().contains("ROW_FORMAT=DYNAMIC");
        return new PlannedStatement(table.name(), List.of(alter.sql()), String.join(", ", words), check)
                .making(before -> {
                    Table after = dynamic ? before.dynamic() : before;
                    for (String index : gone) {
                        after = after.withoutIndex(index);
                    }
                    for (Index index : added) {
                        after = after.with(index);
                    }
                    return after;
                });
    }
}
