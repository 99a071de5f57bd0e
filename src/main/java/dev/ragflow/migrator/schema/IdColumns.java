package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The {@code tenant_*_id} columns of one table, numbers up to v0.26 and texts from v0.27 on. A column is never converted: one of
 * the other type is added beside it, and the two swap names in one statement (PostgreSQL: one transaction). The numbers stay in
 * {@code <column>_backup}, and a rollback gives them their name back. Columns that are missing are left to {@link
 * TableConvergence}.
 */
public final class IdColumns implements SchemaChange {

    private static final List<String> TABLES = List.of("tenant", "knowledgebase", "dialog", "memory");
    private static final String NAME = "tenant_\\w+_id";

    /** What stands before the name of the column with the model's name. */
    private static final String TENANT = "tenant_";

    private static final String DROP_INDEX = "DROP INDEX ";

    /** Which way the columns go: where the one of the wanted type waits, and where the other one stays afterwards. */
    private enum Way {
        FORTH(Release.V0_27_0, "_new", "_backup"),
        BACK(Release.V0_26_4, "_backup", "_rolled_back");

        private final Release release;
        private final String beside;
        private final String aside;

        Way(Release release, String beside, String aside) {
            this.release = release;
            this.beside = beside;
            this.aside = aside;
        }
    }

    private final String table;

    private IdColumns(String table) {
        this.table = table;
    }

    /** One change for each table that has such columns. */
    public static List<IdColumns> all() {
        return TABLES.stream().map(IdColumns::new).toList();
    }

    /** Whether a difference is a number where the release has the text. */
    static boolean owns(SchemaDifference difference) {
        return difference.kind() == SchemaDifference.Kind.OTHER_TYPE
                && TABLES.contains(difference.table())
                && difference.object().matches(NAME)
                && difference.expected().startsWith("varchar");
    }

    @Override
    public String title() {
        return "id columns of " + table;
    }

    @Override
    public Optional<String> onlyTable() {
        return Optional.of(table);
    }

    @Override
    public boolean hasWork(Connection connection, LiveSchema live) {
        return !toSwap(live, Way.FORTH).isEmpty();
    }

    @Override
    public SchemaChangeResult apply(Ddl ddl) {
        return swap(ddl, Way.FORTH);
    }

    /** Rows that name a model by its id alone; the name beside it is all that the release before reads. */
    @Override
    public List<String> obstacles(Connection connection, LiveSchema live) {
        List<String> obstacles = new ArrayList<>();
        for (Column column : toSwap(live, Way.BACK)) {
            String name = column.name().substring(TENANT.length());
            if (live.hasColumn(table, name) && live.hasColumn(table, "id")) {
                obstacle(connection, live.dialect(), column.name(), name).ifPresent(obstacles::add);
            }
        }
        return obstacles;
    }

    private Optional<String> obstacle(Connection connection, Dialect dialect, String id, String name) {
        String from = " FROM " + dialect.quoted(table) + " WHERE " + dialect.quoted(id) + " <> '' AND ("
                + dialect.quoted(name) + " IS NULL OR " + dialect.quoted(name) + " = '')";
        try {
            List<String> samples = Sql.of(connection, "SELECT id" + from + " ORDER BY id LIMIT 5")
                    .list(row -> row.getString(1));
            if (samples.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(Sql.of(connection, "SELECT COUNT(*)" + from).number() + " rows of " + table
                    + " have a model in " + id + " and none in " + name
                    + ", the only one that v0.26 reads; for example " + String.join(", ", samples));
        } catch (SQLException e) {
            throw new MigrationException("Table " + table + " could not be read; nothing was changed", e);
        }
    }

    @Override
    public SchemaChangeResult rollBack(Ddl ddl) {
        return swap(ddl, Way.BACK);
    }

    /** The columns as the release has them, of those that exist in the other type. */
    private List<Column> toSwap(LiveSchema live, Way way) {
        return ExpectedSchema.of(way.release).table(table).stream()
                .flatMap(expected -> expected.columns().values().stream())
                .filter(wanted -> wanted.name().matches(NAME) && live.hasColumn(table, wanted.name()))
                .filter(wanted ->
                        live(live).existingColumn(wanted.name()).type().isText()
                                != wanted.type().isText())
                .toList();
    }

    private Table live(LiveSchema live) {
        return live.table(table).orElseThrow();
    }

    private SchemaChangeResult swap(Ddl ddl, Way way) {
        LiveSchema live = ddl.live(table);
        List<Column> columns = toSwap(live, way);
        if (columns.isEmpty()) {
            return SchemaChangeResult.NOTHING;
        }
        Map<String, Column> waiting = new LinkedHashMap<>();
        columns.forEach(column -> waiting.put(column.name(), waiting(live(live), column, way)));
        List<PlannedStatement> steps = new ArrayList<>(add(ddl, live, List.copyOf(waiting.values())));
        steps.add(rename(live(live), waiting, way, ddl.dialect()));
        steps.forEach(ddl::run);
        return SchemaChangeResult.of(steps);
    }

    /** The waiting column: one that exists in the right type, else a new one under a free name. */
    private static Column waiting(Table live, Column wanted, Way way) {
        for (int number = 1; ; number++) {
            String name = numbered(wanted.name() + way.beside, number);
            Column found = live.column(name);
            if (found == null
                    || (found.nullable()
                            && found.type().isText() == wanted.type().isText())) {
                return Column.expected(name, wanted.type(), true, false);
            }
        }
    }

    private List<PlannedStatement> add(Ddl ddl, LiveSchema live, List<Column> waiting) {
        Map<String, Column> columns = waiting.stream().collect(Collectors.toMap(Column::name, column -> column));
        List<Index> indexes = waiting.stream()
                .map(column -> Index.of(
                        table + "_" + column.name(), Index.Kind.PLAIN, List.of(new Index.Part(column.name(), 0))))
                .toList();
        Table wanted = new Table(table, columns, indexes, null);
        TablePlanner planner = ddl.dialect().isPostgres()
                ? new PostgresPlanner(live, wanted)
                : new MySqlPlanner(ddl.connection(), live, wanted);
        List<SchemaDifference> open = SchemaComparison.compare(wanted, live).stream()
                .filter(SchemaDifference::isOpen)
                .toList();
        try {
            return open.isEmpty() ? List.of() : planner.converge(open);
        } catch (SQLException e) {
            throw new MigrationException(
                    "The definition of table " + table + " could not be read; nothing was changed", e);
        }
    }

    private PlannedStatement rename(Table live, Map<String, Column> waiting, Way way, Dialect dialect) {
        List<String> renamings = new ArrayList<>();
        Map<String, String> renamed = new LinkedHashMap<>();
        List<String> words = new ArrayList<>();
        waiting.forEach((name, column) -> {
            String aside = free(live, name + way.aside, column.name());
            renamings.add(renaming(name, aside, dialect));
            renamings.add(renaming(column.name(), name, dialect));
            renamed.put(name, aside);
            renamed.put(column.name(), name);
            words.add("column " + name + " becomes " + column.type() + ", the former one is kept as " + aside);
        });
        if (way == Way.BACK) {
            dropIndexes(live, waiting.keySet(), renamings, dialect);
        }
        String alter = "ALTER TABLE " + dialect.quoted(table) + " ";
        List<String> sql = dialect.isPostgres()
                ? renamings.stream()
                        .map(part -> part.startsWith(DROP_INDEX) ? part : alter + part)
                        .toList()
                : List.of(alter + String.join(", ", renamings));
        return new PlannedStatement(table, sql, String.join(", ", words), PlannedStatement.Check.NONE)
                .making(before -> {
                    Table after = before;
                    for (Map.Entry<String, String> pair : renamed.entrySet()) {
                        after = after.renaming(pair.getKey(), pair.getValue());
                    }
                    return after;
                });
    }

    /** A table can have so many: after some ways forth and back those of columns that stay aside would fill MySQL's 64. */
    private static void dropIndexes(Table live, Set<String> columns, List<String> steps, Dialect dialect) {
        for (Index index : live.indexes()) {
            boolean only = index.parts().size() == 1
                    && columns.contains(index.parts().get(0).column());
            if (index.kind() == Index.Kind.PLAIN && only) {
                steps.add(DROP_INDEX + dialect.quoted(index.name()));
            }
        }
    }

    private static String renaming(String from, String to, Dialect dialect) {
        return "RENAME COLUMN " + dialect.quoted(from) + " TO " + dialect.quoted(to);
    }

    private static String free(Table live, String wanted, String leaving) {
        int number = 1;
        while (live.hasColumn(numbered(wanted, number))
                || numbered(wanted, number).equals(leaving)) {
            number++;
        }
        return numbered(wanted, number);
    }

    private static String numbered(String name, int number) {
        return number == 1 ? name : name + "_" + number;
    }
}
