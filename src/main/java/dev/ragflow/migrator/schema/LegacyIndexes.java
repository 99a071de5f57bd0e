package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.VendorError;
import dev.ragflow.migrator.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Drops the indexes that a release no longer has, whatever their name. An index that is not there is
 * success; every other refusal of the server stops the run.
 */
public final class LegacyIndexes implements SchemaChange {

    private final Release since;
    private final List<LegacyIndex> entries;

    /** @param since the release that gave them up */
    public LegacyIndexes(Release since) {
        this.since = since;
        this.entries =
                LegacyIndex.ALL.stream().filter(entry -> entry.since() == since).toList();
    }

    @Override
    public String title() {
        return "legacy indexes of " + since;
    }

    @Override
    public boolean hasWork(Connection connection, LiveSchema live) {
        return !obsolete(live).isEmpty();
    }

    /** The obsolete indexes that exist, by table. */
    Map<String, List<Index>> obsolete(LiveSchema live) {
        Map<String, List<Index>> obsolete = new LinkedHashMap<>();
        for (LegacyIndex entry : entries) {
            List<Index> wanted = ExpectedSchema.of(since)
                    .table(entry.table())
                    .map(Table::indexes)
                    .orElse(List.of());
            live.table(entry.table()).map(Table::indexes).orElse(List.of()).stream()
                    .filter(entry::matches)
                    .filter(index -> wanted.stream().noneMatch(index::serves))
                    .forEach(index -> obsolete.computeIfAbsent(entry.table(), table -> new ArrayList<>())
                            .add(index));
        }
        return obsolete;
    }

    @Override
    public SchemaChangeResult apply(Ddl ddl) {
        return apply(ddl, ddl.live());
    }

    /** As {@link #apply(Ddl)}, from a snapshot that may be out of date by now. */
    SchemaChangeResult apply(Ddl ddl, LiveSchema live) {
        List<String> done = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        obsolete(live).forEach((table, indexes) -> {
            for (Index index : indexes) {
                PlannedStatement drop = drop(ddl.dialect(), table, index);
                if (dropped(ddl, live, drop, index, notes)) {
                    done.add(drop.toString());
                }
            }
        });
        return new SchemaChangeResult(done, 0, notes);
    }

    /** Gives the release before its indexes back, as far as the rows allow; RAGFlow works without them. */
    @Override
    public SchemaChangeResult rollBack(Ddl ddl) {
        if (!since.hasTypeBits()) {
            return SchemaChangeResult.NOTHING;
        }
        List<Release> releases = Release.upTo(since);
        ExpectedSchema before = ExpectedSchema.of(releases.get(releases.size() - 2));
        List<PlannedStatement> done = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        entries.stream().map(LegacyIndex::table).distinct().forEach(table -> {
            LiveSchema live = ddl.live(table);
            for (PlannedStatement step : missing(ddl, before, live, table)) {
                try {
                    step.check().run(ddl.connection());
                } catch (MigrationException duplicates) {
                    notes.add(duplicates.getMessage() + " The rollback continues without this index.");
                    continue;
                } catch (SQLException e) {
                    throw DdlFailure.of(step, ddl.dialect(), e);
                }
                ddl.run(step);
                done.add(step);
            }
        });
        return new SchemaChangeResult(SchemaChangeResult.of(done).done(), 0, notes);
    }

    private List<PlannedStatement> missing(Ddl ddl, ExpectedSchema before, LiveSchema live, String table) {
        Table now = live.tables().get(table);
        if (now == null) {
            return List.of();
        }
        List<PlannedStatement> steps = new ArrayList<>();
        before.table(table).map(Table::indexes).orElse(List.of()).stream()
                .filter(index ->
                        entries.stream().anyMatch(entry -> entry.table().equals(table) && entry.matches(index)))
                .filter(index -> now.indexes().stream().noneMatch(there -> there.serves(index)))
                .forEach(index -> steps.addAll(add(ddl, live, new Table(table, now.columns(), List.of(index), null))));
        return steps;
    }

    private static List<PlannedStatement> add(Ddl ddl, LiveSchema live, Table wanted) {
        TablePlanner planner = ddl.dialect().isPostgres()
                ? new PostgresPlanner(live, wanted)
                : new MySqlPlanner(ddl.connection(), live, wanted);
        try {
            return planner.converge(SchemaComparison.compare(wanted, live).stream()
                    .filter(difference -> difference.kind() == SchemaDifference.Kind.MISSING_INDEX)
                    .toList());
        } catch (SQLException e) {
            throw new MigrationException(
                    "The definition of table " + wanted.name() + " could not be read; nothing was changed", e);
        }
    }

    private static PlannedStatement drop(Dialect dialect, String table, Index index) {
        String sql;
        if (dialect.isMySqlFamily()) {
            sql = "ALTER TABLE " + dialect.quoted(table) + " DROP INDEX " + dialect.quoted(index.name());
        } else if (index.constraint()) {
            sql = "ALTER TABLE " + dialect.quoted(table) + " DROP CONSTRAINT " + dialect.quoted(index.name());
        } else {
            sql = "DROP INDEX " + dialect.quoted(index.name());
        }
        return PlannedStatement.of(table, sql, "drop the legacy index " + index.name() + " " + index.describe())
                .making(before -> before.withoutIndex(index.name()));
    }

    private static boolean dropped(Ddl ddl, LiveSchema live, PlannedStatement drop, Index index, List<String> notes) {
        try {
            ddl.runOrThrow(drop);
            return true;
        } catch (SQLException e) {
            switch (VendorError.of(e)) {
                case MISSING_INDEX -> {
                    return false;
                }
                case FOREIGN_KEY_INDEX -> {
                    ddl.run(replace(live, drop.table(), index));
                    notes.add("Table " + drop.table() + ": a foreign key used the legacy index " + index.name()
                            + "; a plain index over the same columns took its place.");
                    return true;
                }
                case DEPENDENT_OBJECT ->
                    throw new MigrationException(
                            "Table " + drop.table() + ": the legacy index " + index.name()
                                    + " could not be dropped, since a foreign key of another table refers to it. Nothing"
                                    + " was changed; drop that foreign key (RAGFlow has none), then run again",
                            e);
                default -> throw DdlFailure.of(drop, ddl.dialect(), e);
            }
        }
    }

    /** MySQL: a plain index for the foreign key and the drop, in one statement. */
    private static PlannedStatement replace(LiveSchema live, String table, Index index) {
        Dialect dialect = live.dialect();
        String name = new ObjectNames(live, table).take(table + "_" + String.join("_", index.columns()));
        String columns = index.parts().stream()
                .map(part -> dialect.quoted(part.column()) + (part.prefix() == 0 ? "" : "(" + part.prefix() + ")"))
                .collect(Collectors.joining(", ", " (", ")"));
        String sql = "ALTER TABLE " + dialect.quoted(table) + " ADD INDEX " + dialect.quoted(name) + columns
                + ", DROP INDEX " + dialect.quoted(index.name());
        return PlannedStatement.of(
                table, sql, "drop the legacy index " + index.name() + " and leave a plain one for its foreign key");
    }
}
