package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** PostgreSQL: one ALTER for all columns of a table, and a CREATE INDEX for each index, concurrently where the table is large. */
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
        List<Index> made = new ArrayList<>();
        expected.primaryKey().ifPresent(key -> {
            lines.add("PRIMARY KEY" + list(key));
            made.add(key.named(expected.name() + "_pkey"));
        });
        sql.add("CREATE TABLE " + DIALECT.quoted(expected.name()) + " (" + String.join(", ", lines) + ")");
        expected.indexes().stream()
                .filter(index -> index.kind() != Index.Kind.PRIMARY)
                .forEach(index -> {
                    String name = names.take(index.name());
                    sql.add(createIndex(index, name));
                    made.add(index.named(name));
                });
        Table after = new Table(expected.name(), expected.columns(), made, null);
        return List.of(new PlannedStatement(expected.name(), sql, "create it", PlannedStatement.Check.NONE)
                .making(none -> after));
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
                .forEach(index -> steps.addAll(indexSteps(table, index)));
        return steps;
    }

    private PlannedStatement columnStep(Table table, Map<String, List<SchemaDifference>> byColumn) {
        List<String> actions = new ArrayList<>();
        List<Column> after = new ArrayList<>();
        List<String> words = new ArrayList<>();
        PlannedStatement.Check check = PlannedStatement.Check.NONE;
        boolean rebuild = false;
        for (Map.Entry<String, List<SchemaDifference>> entry : byColumn.entrySet()) {
            Column wanted = expected.existingColumn(entry.getKey());
            Column column = table.column(entry.getKey());
            if (column == null) {
                actions.add("ADD COLUMN " + added(wanted));
                after.add(wanted);
                words.add("add column " + wanted.name());
                continue;
            }
            ColumnChange change = new ColumnChange(table, column, wanted, entry.getValue());
            Optional<Retyping> retyping = change.retyping();
            if (retyping.isPresent()) {
                check = check.and(rows -> retyping.get().check(rows, DIALECT));
            }
            actions.addAll(changed(change));
            after.add(change.result());
            rebuild |= change.isRewrittenByPostgres();
            words.add(change.describe());
        }
        String sql = "ALTER TABLE " + DIALECT.quoted(table.name()) + " " + String.join(", ", actions);
        return new PlannedStatement(table.name(), List.of(sql), String.join(", ", words), check)
                .rebuilding(rebuild)
                .making(before -> before.with(after));
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

    private List<PlannedStatement> indexSteps(Table table, Index wanted) {
        PlannedStatement.Check check = IndexReplacement.checkBefore(table, wanted, DIALECT);
        if (wanted.kind() == Index.Kind.PRIMARY) {
            String sql = "ALTER TABLE " + DIALECT.quoted(table.name()) + " ADD PRIMARY KEY" + list(wanted);
            return List.of(PlannedStatement.of(table.name(), sql, "add " + wanted.describe())
                    .checkedBy(check)
                    .rebuilding(true)
                    .making(before -> before.with(wanted.named(table.name() + "_pkey"))));
        }
        List<PlannedStatement> steps = new ArrayList<>();
        for (Index unfinished : IndexReplacement.unfinished(table, wanted)) {
            steps.add(PlannedStatement.of(
                            table.name(),
                            "DROP INDEX " + DIALECT.quoted(unfinished.name()),
                            "drop the index " + unfinished.name() + ", whose build was interrupted")
                    .making(before -> before.withoutIndex(unfinished.name())));
            names.release(unfinished.name());
        }
        Optional<Index> weaker = IndexReplacement.weaker(table, wanted).filter(Index::valid);
        String name = names.take(wanted.name());
        String words = "add " + wanted.describe() + (weaker.isPresent() ? " in place of the one of that name" : "");
        steps.add(PlannedStatement.building(table.name(), DIALECT.quoted(name), createIndex(wanted, name), words)
                .checkedBy(check)
                .making(before -> before.with(wanted.named(name))));
        weaker.ifPresent(index -> steps.add(new PlannedStatement(
                        table.name(),
                        List.of(
                                "DROP INDEX " + DIALECT.quoted(index.name()),
                                "ALTER INDEX " + DIALECT.quoted(name) + " RENAME TO " + DIALECT.quoted(index.name())),
                        "drop the former index " + index.name(),
                        PlannedStatement.Check.NONE)
                .making(before ->
                        before.withoutIndex(index.name()).withoutIndex(name).with(wanted.named(index.name())))));
        return steps;
    }

    private String createIndex(Index wanted, String name) {
        return "CREATE " + (wanted.isUnique() ? "UNIQUE " : "") + "INDEX " + DIALECT.quoted(name) + " ON "
                + DIALECT.quoted(expected.name()) + list(wanted);
    }

    private static String list(Index index) {
        return index.columns().stream().map(DIALECT::quoted).collect(Collectors.joining(", ", " (", ")"));
    }
}
