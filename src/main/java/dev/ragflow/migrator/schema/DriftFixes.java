package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Writes, for differences between a database and a release, the statements that close them and that take it back. Runs none. */
public final class DriftFixes {

    private final Connection connection;
    private final LiveSchema live;
    private final ExpectedSchema expected;
    private final Dialect dialect;
    private final MetadataQueries queries;

    /** @param connection to read definitions and count rows */
    public DriftFixes(Connection connection, LiveSchema live, Release release) {
        this.connection = connection;
        this.live = live;
        this.expected = ExpectedSchema.of(release);
        this.dialect = live.dialect();
        this.queries = new MetadataQueries(dialect);
    }

    /**
     * What closes a difference; empty for harmless ones, and for those only a migration closes.
     *
     * @param removals whether to write what takes something away
     * @throws MigrationException when it cannot be closed without losing something; the message says why
     */
    public Optional<Fix> fix(Drift drift, boolean removals) throws SQLException {
        SchemaDifference difference = drift.difference();
        if (drift.byMigration()) {
            return Optional.empty();
        }
        return switch (difference.kind()) {
            case MISSING_TABLE -> Optional.of(createTable(difference));
            case MISSING_COLUMN -> Optional.of(addColumn(difference));
            case NARROWER_TYPE, OTHER_TYPE, STRICTER_NULLABILITY -> Optional.of(changeColumn(difference));
            case MISSING_INDEX -> Optional.of(addIndex(difference));
            case OTHER_COLLATION -> Optional.of(changeCollation(difference));
            case EXTRA_REQUIRED_COLUMN -> Optional.of(loosen(difference));
            case EXTRA_TABLE, EXTRA_COLUMN, EXTRA_INDEX, EXTRA_UNIQUE_INDEX ->
                removals ? Optional.of(remove(difference)) : Optional.empty();
            case MISSING_AUTO_INCREMENT, WIDER_TYPE, LOOSER_NULLABILITY, OTHER_DEFAULT -> Optional.empty();
        };
    }

    private Fix createTable(SchemaDifference difference) throws SQLException {
        Table wanted = expected.table(difference.table()).orElseThrow();
        return new Fix(
                id("create-table", difference.table()),
                "Table " + difference.table() + " of " + expected.name(),
                false,
                queries.table(difference.table()),
                0,
                sql(planner(wanted).create()),
                List.of("DROP TABLE " + dialect.quoted(difference.table())));
    }

    private Fix addColumn(SchemaDifference difference) throws SQLException {
        return new Fix(
                id("add-column", difference.table(), difference.object()),
                difference.sentence(),
                false,
                queries.column(difference.table(), difference.object()),
                0,
                converge(difference),
                List.of(alter(difference) + " DROP COLUMN " + dialect.quoted(difference.object())));
    }

    private Fix changeColumn(SchemaDifference difference) throws SQLException {
        Column column = column(difference);
        String what = difference.kind() == SchemaDifference.Kind.STRICTER_NULLABILITY ? "allow-null" : "change-type";
        return new Fix(
                id(what, difference.table(), difference.object()),
                difference.sentence(),
                false,
                queries.sameColumn(difference.table(), column),
                1,
                converge(difference),
                List.of(formerColumn(difference, column)));
    }

    private Fix loosen(SchemaDifference difference) throws SQLException {
        Column column = column(difference);
        String name = dialect.quoted(column.name());
        String sql = dialect.isPostgres()
                ? alter(difference) + " ALTER COLUMN " + name + " DROP NOT NULL"
                : alter(difference) + " MODIFY COLUMN " + name + " "
                        + definition(difference).loosened().sql();
        return new Fix(
                id("allow-null", difference.table(), difference.object()),
                difference.sentence(),
                false,
                queries.sameColumn(difference.table(), column),
                1,
                List.of(sql),
                List.of(formerColumn(difference, column)));
    }

    /** The column back as it is now. */
    private String formerColumn(SchemaDifference difference, Column column) throws SQLException {
        String name = dialect.quoted(column.name());
        if (dialect.isMySqlFamily()) {
            return alter(difference) + " MODIFY COLUMN " + name + " "
                    + definition(difference).sql();
        }
        String type = column.type().toString();
        String former = column.serverDefault();
        boolean retyped = difference.kind() == SchemaDifference.Kind.OTHER_TYPE && former != null;
        return alter(difference)
                + (retyped ? " ALTER COLUMN " + name + " DROP DEFAULT," : "")
                + " ALTER COLUMN " + name + " TYPE " + type + PostgresPlanner.collation(column) + " USING " + name
                + "::"
                + type
                + (column.nullable() ? "" : ", ALTER COLUMN " + name + " SET NOT NULL")
                + (retyped ? ", ALTER COLUMN " + name + " SET DEFAULT " + former : "");
    }

    private Fix addIndex(SchemaDifference difference) throws SQLException {
        Table table = table(difference);
        Index wanted = Drift.wanted(difference, expected);
        Optional<Index> weaker = IndexReplacement.weaker(table, wanted);
        ObjectNames names = new ObjectNames(live, table.name());
        weaker.ifPresent(index -> names.release(index.name()));
        boolean primary = wanted.kind() == Index.Kind.PRIMARY;
        String name = primary ? dialect.isPostgres() ? table.name() + "_pkey" : "PRIMARY" : names.take(wanted.name());
        List<String> back = new java.util.ArrayList<>();
        back.add(dropIndex(table.name(), name, primary, primary));
        weaker.filter(Index::valid).ifPresent(index -> back.add(createIndex(table.name(), index)));
        return new Fix(
                id("add-index", table.name(), wanted.name()),
                difference.sentence(),
                false,
                queries.index(table.name(), name, wanted.isUnique()),
                0,
                converge(difference),
                back);
    }

    private Fix changeCollation(SchemaDifference difference) throws SQLException {
        Table table = table(difference);
        if (dialect.isPostgres()) {
            Column column = column(difference);
            String start =
                    alter(difference) + " ALTER COLUMN " + dialect.quoted(column.name()) + " TYPE " + column.type();
            return new Fix(
                    id("change-collation", table.name(), column.name()),
                    difference.sentence(),
                    false,
                    queries.sameColumn(table.name(), column),
                    1,
                    List.of(start + " COLLATE pg_catalog.\"default\""),
                    List.of(start + PostgresPlanner.collation(column)));
        }
        Table.Storage storage = Objects.requireNonNull(table.storage());
        if (difference.object().equals(table.name())) {
            String convert = alter(difference) + " CONVERT TO CHARACTER SET ";
            return new Fix(
                    id("change-collation", table.name()),
                    difference.sentence(),
                    false,
                    queries.tableOfCollation(table.name(), storage.collation()),
                    1,
                    List.of(convert + live.charset() + " COLLATE " + live.collation()),
                    List.of(convert + storage.charset() + " COLLATE " + storage.collation()));
        }
        Column column = column(difference);
        String modify = alter(difference) + " MODIFY COLUMN " + dialect.quoted(column.name()) + " ";
        return new Fix(
                id("change-collation", table.name(), column.name()),
                difference.sentence(),
                false,
                queries.sameColumn(table.name(), column),
                1,
                List.of(modify
                        + definition(difference)
                                .collated(storage.charset(), storage.collation())
                                .sql()),
                List.of(modify
                        + definition(difference)
                                .collated(
                                        Objects.requireNonNull(column.text()).charset(),
                                        column.text().collation())
                                .sql()));
    }

    private Fix remove(SchemaDifference difference) throws SQLException {
        String table = difference.table();
        String object = difference.object();
        return switch (difference.kind()) {
            case EXTRA_TABLE ->
                removal(
                        id("drop-table", table),
                        "Drops table " + table + " with " + count("*", table) + " rows",
                        queries.table(table),
                        "DROP TABLE " + dialect.quoted(table),
                        List.of());
            case EXTRA_COLUMN ->
                removal(
                        id("drop-column", table, object),
                        "Drops column " + table + "." + object + ", which has a value in "
                                + count(dialect.quoted(object), table) + " of " + count("*", table) + " rows",
                        queries.column(table, object),
                        alter(difference) + " DROP COLUMN " + dialect.quoted(object),
                        List.of());
            default -> removeIndex(difference);
        };
    }

    private Fix removeIndex(SchemaDifference difference) throws SQLException {
        String table = difference.table();
        Index index = table(difference).index(difference.object()).orElseThrow();
        boolean primary = index.kind() == Index.Kind.PRIMARY;
        return removal(
                id("drop-index", table, index.name()),
                "Drops index " + index.name() + " " + index.describe() + " of table " + table + " with "
                        + count("*", table) + " rows",
                queries.index(table, index.name(), index.isUnique()),
                dropIndex(table, index.name(), primary, primary || index.constraint()),
                index.usable() ? List.of(createIndex(table, index)) : List.of());
    }

    private static Fix removal(String id, String comment, String query, String sql, List<String> rollback) {
        return new Fix(id, comment, true, query, 1, List.of(sql), rollback);
    }

    private String count(String what, String table) throws SQLException {
        String sql = "SELECT COUNT(" + what + ") FROM " + dialect.quoted(table);
        return String.format(Locale.ROOT, "%,d", Sql.of(connection, sql).number());
    }

    private String dropIndex(String table, String name, boolean primary, boolean constraint) {
        String start = "ALTER TABLE " + dialect.quoted(table) + " DROP ";
        if (dialect.isMySqlFamily()) {
            return start + (primary ? "PRIMARY KEY" : "INDEX " + dialect.quoted(name));
        }
        return constraint ? start + "CONSTRAINT " + dialect.quoted(name) : "DROP INDEX " + dialect.quoted(name);
    }

    private String createIndex(String table, Index index) {
        String columns = index.parts().stream()
                .map(part -> dialect.quoted(part.column()) + (part.prefix() == 0 ? "" : "(" + part.prefix() + ")"))
                .collect(java.util.stream.Collectors.joining(", ", " (", ")"));
        if (index.kind() == Index.Kind.PRIMARY) {
            return "ALTER TABLE " + dialect.quoted(table) + " ADD PRIMARY KEY" + columns;
        }
        if (index.constraint()) {
            return "ALTER TABLE " + dialect.quoted(table) + " ADD CONSTRAINT " + dialect.quoted(index.name())
                    + " UNIQUE" + columns;
        }
        return "CREATE " + (index.isUnique() ? "UNIQUE " : "") + "INDEX " + dialect.quoted(index.name()) + " ON "
                + dialect.quoted(table) + columns;
    }

    private List<String> converge(SchemaDifference difference) throws SQLException {
        Table wanted = expected.table(difference.table()).orElseThrow();
        List<PlannedStatement> steps = planner(wanted).converge(List.of(difference));
        for (PlannedStatement step : steps) {
            // what would lose values is reported now, not by the program that runs the file
            step.check().run(connection);
        }
        return sql(steps);
    }

    private static List<String> sql(List<PlannedStatement> steps) {
        return steps.stream().flatMap(step -> step.sql().stream()).toList();
    }

    private TablePlanner planner(Table wanted) {
        return dialect.isPostgres() ? new PostgresPlanner(live, wanted) : new MySqlPlanner(connection, live, wanted);
    }

    private MySqlDefinition definition(SchemaDifference difference) throws SQLException {
        Map<String, MySqlDefinition> definitions = MySqlDefinition.ofTable(connection, difference.table());
        return Objects.requireNonNull(definitions.get(difference.object()), difference.object());
    }

    private Table table(SchemaDifference difference) {
        return live.table(difference.table()).orElseThrow();
    }

    private Column column(SchemaDifference difference) {
        return table(difference).existingColumn(difference.object());
    }

    private String alter(SchemaDifference difference) {
        return "ALTER TABLE " + dialect.quoted(difference.table());
    }

    private static String id(String... words) {
        return String.join("-", words);
    }
}
