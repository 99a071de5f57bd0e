package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** PostgreSQL: one ALTER for all columns of a table, and a CREATE INDEX for each index. */
final class PostgresPlanner implements TablePlanner {

    private static final Dialect DIALECT = Dialect.POSTGRES;

    private final LiveSchema live;
    private final Table expected;
    private final ObjectNames names;

    PostgresPlanner(LiveSchema live, Table expected) {
        this.live = live;
        this.expected = expected;
        this.names = new ObjectNames(live, expected.name());
    }

    @Override
    public List<PlannedStatement> create() {
        List<String> lines = new ArrayList<>();
        for (Column column : expected.columns().values()) {
            String type = column.autoIncrement() ? "serial" : column.type().sql(DIALECT);
            lines.add(DIALECT.quoted(column.name()) + " " + type + (column.nullable() ? "" : " NOT NULL"));
        }
        List<String> sql = new ArrayList<>();
        expected.primaryKey().ifPresent(key -> lines.add("PRIMARY KEY" + list(key)));
        sql.add("CREATE TABLE " + DIALECT.quoted(expected.name()) + " (" + String.join(", ", lines) + ")");
        expected.indexes().stream()
                .filter(index -> index.kind() != Index.Kind.PRIMARY)
                .forEach(index -> sql.add(createIndex(index)));
        return List.of(new PlannedStatement(expected.name(), sql, "create it", PlannedStatement.Check.NONE));
    }

    @Override
    public List<PlannedStatement> converge(List<SchemaDifference> open) {
        Table table = Objects.requireNonNull(live.tables().get(expected.name()));
        List<PlannedStatement> steps = new ArrayList<>();
        Map<String, List<SchemaDifference>> byColumn = open.stream()
                .filter(difference -> difference.kind() != SchemaDifference.Kind.MISSING_INDEX)
                .collect(Collectors.groupingBy(SchemaDifference::object, LinkedHashMap::new, Collectors.toList()));
        if (!byColumn.isEmpty()) {
            steps.add(columnStep(table, byColumn));
        }
        expected.indexes().stream()
                .filter(index -> open.stream()
                        .anyMatch(difference -> difference.kind() == SchemaDifference.Kind.MISSING_INDEX
                                && difference.object().equals(index.name())))
                .forEach(index -> steps.add(indexStep(table, index)));
        return steps;
    }

    private PlannedStatement columnStep(Table table, Map<String, List<SchemaDifference>> byColumn) {
        List<String> actions = new ArrayList<>();
        List<String> words = new ArrayList<>();
        PlannedStatement.Check check = PlannedStatement.Check.NONE;
        for (Map.Entry<String, List<SchemaDifference>> entry : byColumn.entrySet()) {
            Column wanted = expected.existingColumn(entry.getKey());
            Column column = table.column(entry.getKey());
            if (column == null) {
                actions.add("ADD COLUMN " + added(wanted));
                words.add("add column " + wanted.name());
                continue;
            }
            ColumnChange change = new ColumnChange(table, column, wanted, entry.getValue());
            Optional<Retyping> retyping = change.retyping();
            if (retyping.isPresent()) {
                check = check.and(rows -> retyping.get().check(rows, DIALECT));
            }
            actions.addAll(changed(change));
            words.add(change.describe());
        }
        String sql = "ALTER TABLE " + DIALECT.quoted(table.name()) + " " + String.join(", ", actions);
        return new PlannedStatement(table.name(), List.of(sql), String.join(", ", words), check);
    }

    private String added(Column wanted) {
        String type = wanted.autoIncrement() ? "serial" : wanted.type().sql(DIALECT);
        String serverDefault = wanted.nullable() || wanted.autoIncrement()
                ? ""
                : " NOT NULL DEFAULT " + ServerDefaults.sql(expected.name(), wanted, DIALECT);
        return DIALECT.quoted(wanted.name()) + " " + type + serverDefault;
    }

    private static List<String> changed(ColumnChange change) {
        Column column = change.column();
        String name = "ALTER COLUMN " + DIALECT.quoted(column.name());
        List<String> actions = new ArrayList<>();
        Optional<Retyping> retyping = change.retyping();
        if (retyping.isPresent()) {
            String type = change.wanted().type().sql(DIALECT);
            String before = column.serverDefault();
            if (before != null) {
                actions.add(name + " DROP DEFAULT");
            }
            actions.add(name + " TYPE " + type + " USING " + retyping.get().using());
            if (before != null && retyping.get().isToNumber() && before.matches("'-?[0-9]+'.*")) {
                actions.add(name + " SET DEFAULT " + before.replaceAll("^'(-?[0-9]+)'.*", "$1"));
            }
        } else if (change.widens()) {
            actions.add(name + " TYPE " + change.wanted().type().sql(DIALECT) + collation(column));
        }
        if (change.loosens()) {
            actions.add(name + " DROP NOT NULL");
        }
        return actions;
    }

    /** A type change without a COLLATE clause would put the column back to the database's collation. */
    static String collation(Column column) {
        Column.Text text = column.text();
        return text == null || text.collation().isEmpty() ? "" : " COLLATE " + text.collation();
    }

    private PlannedStatement indexStep(Table table, Index wanted) {
        PlannedStatement.Check check = IndexReplacement.checkBefore(table, wanted, DIALECT);
        if (wanted.kind() == Index.Kind.PRIMARY) {
            String sql = "ALTER TABLE " + DIALECT.quoted(table.name()) + " ADD PRIMARY KEY" + list(wanted);
            return PlannedStatement.of(table.name(), sql, "add " + wanted.describe())
                    .checkedBy(check);
        }
        Optional<Index> weaker = IndexReplacement.weaker(table, wanted);
        List<String> sql = new ArrayList<>();
        weaker.ifPresent(index -> {
            sql.add("DROP INDEX " + DIALECT.quoted(index.name()));
            names.release(index.name());
        });
        sql.add(createIndex(wanted));
        String words = "add " + wanted.describe() + (weaker.isPresent() ? " in place of the one of that name" : "");
        return new PlannedStatement(table.name(), sql, words, check);
    }

    private String createIndex(Index wanted) {
        return "CREATE " + (wanted.isUnique() ? "UNIQUE " : "") + "INDEX " + DIALECT.quoted(names.take(wanted.name()))
                + " ON " + DIALECT.quoted(expected.name()) + list(wanted);
    }

    private static String list(Index index) {
        return index.columns().stream().map(DIALECT::quoted).collect(Collectors.joining(", ", " (", ")"));
    }
}
