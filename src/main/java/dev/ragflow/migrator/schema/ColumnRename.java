package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A column that RAGFlow renamed. If only the old one exists it is renamed in place. If both exist (a half-done
 * rename), values that only the old column has are moved to the new one in batches; the old column stays, emptied of what was
 * moved, so that a value which is cleared later does not come back with the next run.
 *
 * <p>Old application pods cannot read a renamed column: this belongs to the cut-over, after everything else.
 */
public final class ColumnRename implements SchemaChange {

    private static final Logger LOG = LoggerFactory.getLogger(ColumnRename.class);
    private static final int BATCH = 1000;

    private static final List<ColumnRename> ALL = List.of(
            new ColumnRename(Release.V0_25_6, "document", "process_duation", "process_duration", false),
            new ColumnRename(Release.V0_25_6, "task", "process_duation", "process_duration", false),
            new ColumnRename(Release.V0_25_6, "chat_channel", "dialog_id", "chat_id", true),
            new ColumnRename(Release.V0_27_0, "knowledgebase", "artifact_task_id", "wiki_task_id", false),
            new ColumnRename(
                    Release.V0_27_0, "knowledgebase", "artifact_task_finish_at", "wiki_task_finish_at", false));

    private final Release since;
    private final String table;
    private final String oldName;
    private final String newName;
    /** Whether the releases with the new column have the old one, too. */
    private final boolean oldStays;

    private ColumnRename(Release since, String table, String oldName, String newName, boolean oldStays) {
        this.since = since;
        this.table = table;
        this.oldName = oldName;
        this.newName = newName;
        this.oldStays = oldStays;
    }

    /** Every column RAGFlow renamed up to the target release; those of tables that are not there have no work. */
    public static List<ColumnRename> upTo(Release target) {
        return ALL.stream().filter(rename -> target.isAtLeast(rename.since)).toList();
    }

    /** Whether a missing column is the new name of one that exists, or a missing index is the one over that column. */
    static boolean owns(SchemaDifference difference, LiveSchema live) {
        return ALL.stream()
                .filter(rename -> rename.table.equals(difference.table()) && rename.isInPlace(live))
                .anyMatch(rename -> switch (difference.kind()) {
                    case MISSING_COLUMN -> rename.newName.equals(difference.object());
                    case MISSING_INDEX -> rename.index().describe().equals(difference.expected());
                    default -> false;
                });
    }

    private Index index() {
        return Index.of(table + "_" + newName, Index.Kind.PLAIN, List.of(new Index.Part(newName, 0)));
    }

    /** Whether the release indexes the new column, so that an old one without an index gets it after the renaming. */
    private boolean isIndexed() {
        return ExpectedSchema.of(since).table(table).stream()
                .flatMap(expected -> expected.indexes().stream())
                .anyMatch(index -> index.serves(index()));
    }

    @Override
    public String title() {
        return "column " + table + "." + oldName + " → " + newName;
    }

    @Override
    public Optional<String> onlyTable() {
        return Optional.of(table);
    }

    @Override
    public boolean hasWork(Connection connection, LiveSchema live) {
        try {
            return isInPlace(live) || (hasBoth(live) && (oldIsRequired(live) || hasValuesToMove(connection, live)));
        } catch (SQLException e) {
            throw new MigrationException("Table " + table + " could not be read; nothing was changed", e);
        }
    }

    private boolean isInPlace(LiveSchema live) {
        return !oldStays && live.hasColumn(table, oldName) && !live.hasColumn(table, newName);
    }

    private boolean hasBoth(LiveSchema live) {
        return live.hasColumn(table, oldName) && live.hasColumn(table, newName);
    }

    /** An insert that does not know the old column would fail. */
    private boolean oldIsRequired(LiveSchema live) {
        Column old = oldColumn(live);
        return !old.nullable() && old.serverDefault() == null;
    }

    private Column oldColumn(LiveSchema live) {
        return Objects.requireNonNull(live.tables().get(table)).existingColumn(oldName);
    }

    @Override
    public SchemaChangeResult apply(Ddl ddl) {
        LiveSchema live = ddl.live(table);
        try {
            if (isInPlace(live)) {
                PlannedStatement rename = PlannedStatement.of(
                                table,
                                "ALTER TABLE " + ddl.dialect().quoted(table) + " RENAME COLUMN "
                                        + ddl.dialect().quoted(oldName) + " TO "
                                        + ddl.dialect().quoted(newName),
                                "rename column " + oldName + " to " + newName)
                        .making(before -> before.renaming(oldName, newName));
                ddl.run(rename);
                List<PlannedStatement> steps = new ArrayList<>(List.of(rename));
                steps.addAll(addIndex(ddl));
                return SchemaChangeResult.of(steps);
            }
            return hasWork(ddl.connection(), live) ? move(ddl, live) : SchemaChangeResult.NOTHING;
        } catch (SQLException e) {
            throw new MigrationException(
                    "Table " + table + ": the values of " + oldName + " could not all be moved to " + newName
                            + ". Those moved so far are kept; the next run continues from there",
                    e);
        }
    }

    @Override
    public SchemaChangeResult rollBack(Ddl ddl) {
        return since == Release.V0_27_0
                ? new ColumnRename(Release.V0_26_4, table, newName, oldName, oldStays).apply(ddl)
                : SchemaChangeResult.NOTHING;
    }

    private List<PlannedStatement> addIndex(Ddl ddl) throws SQLException {
        LiveSchema live = ddl.live(table);
        Table now = Objects.requireNonNull(live.tables().get(table));
        if (!isIndexed() || now.indexes().stream().anyMatch(index -> index.serves(index()))) {
            return List.of();
        }
        Table wanted = new Table(table, now.columns(), List.of(index()), null);
        TablePlanner planner = ddl.dialect().isPostgres()
                ? new PostgresPlanner(live, wanted)
                : new MySqlPlanner(ddl.connection(), live, wanted);
        List<PlannedStatement> steps = planner.converge(SchemaComparison.compare(wanted, live).stream()
                .filter(difference -> difference.kind() == SchemaDifference.Kind.MISSING_INDEX)
                .toList());
        steps.forEach(ddl::run);
        return steps;
    }

    private SchemaChangeResult move(Ddl ddl, LiveSchema live) throws SQLException {
        List<PlannedStatement> steps = new ArrayList<>();
        if (!oldColumn(live).nullable()) {
            steps.add(loosenOld(ddl));
            steps.forEach(ddl::run);
        }
        long moved = moveAll(ddl, live);
        LOG.debug("Table {}: {} values moved from {} to {}", table, moved, oldName, newName);
        List<String> done = new ArrayList<>(SchemaChangeResult.of(steps).done());
        if (moved > 0) {
            done.add("Table " + table + ": move values from column " + oldName + " to " + newName);
        }
        return new SchemaChangeResult(done, moved, List.of());
    }

    private PlannedStatement loosenOld(Ddl ddl) throws SQLException {
        Dialect dialect = ddl.dialect();
        String start = "ALTER TABLE " + dialect.quoted(table);
        String name = dialect.quoted(oldName);
        if (dialect.isPostgres()) {
            String sql = start + " ALTER COLUMN " + name + " DROP NOT NULL";
            return PlannedStatement.of(table, sql, "allow NULL in the former column " + oldName);
        }
        Map<String, MySqlDefinition> definitions = MySqlDefinition.ofTable(ddl.connection(), table);
        MySqlDefinition loosened =
                Objects.requireNonNull(definitions.get(oldName)).loosened();
        return PlannedStatement.of(
                table,
                start + " MODIFY COLUMN " + name + " " + loosened.sql(),
                "allow NULL in the former column " + oldName);
    }

    private boolean hasValuesToMove(Connection connection, LiveSchema live) throws SQLException {
        if (live.isToCome(table, oldName)) {
            return false;
        }
        String sql = "SELECT 1 FROM " + live.dialect().quoted(table) + " WHERE " + condition(live) + " LIMIT 1";
        return Sql.of(connection, sql).hasRow();
    }

    /** The old column has a value and the new one has none; zero and the empty text are none. */
    private String condition(LiveSchema live) {
        ColumnType type = oldColumn(live).type();
        String from = live.dialect().quoted(oldName);
        String to = live.isToCome(table, newName) ? "NULL" : live.dialect().quoted(newName);
        if (type.kind() == ColumnType.Kind.DATETIME) {
            return from + " IS NOT NULL AND " + to + " IS NULL";
        }
        String none = type.isText() ? "''" : "0";
        return from + " <> " + none + " AND (" + to + " IS NULL OR " + to + " = " + none + ")";
    }

    private long moveAll(Ddl ddl, LiveSchema live) throws SQLException {
        Connection connection = ddl.connection();
        Dialect dialect = live.dialect();
        String quotedTable = dialect.quoted(table);
        String update = "UPDATE " + quotedTable + " SET " + dialect.quoted(newName) + " = " + dialect.quoted(oldName)
                + ", " + dialect.quoted(oldName) + " = NULL WHERE " + condition(live) + " AND id >= ?";
        if (ddl.isRehearsal()) {
            return live.isToCome(table, oldName)
                    ? 0
                    : Sql.of(connection, "SELECT COUNT(*) FROM " + quotedTable + " WHERE " + condition(live))
                            .number();
        }
        long moved = 0;
        @Nullable String from = keyAtOrBehind(connection, quotedTable, "", 0);
        while (from != null) {
            @Nullable String next = keyAtOrBehind(connection, quotedTable, from, BATCH);
            moved += next == null
                    ? Sql.update(connection, update, from)
                    : Sql.update(connection, update + " AND id < ?", from, next);
            from = next;
        }
        return moved;
    }

    /** The key {@code offset} rows after {@code from}, null if there are fewer. */
    private static @Nullable String keyAtOrBehind(Connection connection, String quotedTable, String from, int offset)
            throws SQLException {
        String sql = "SELECT id FROM " + quotedTable + " WHERE id >= ? ORDER BY id LIMIT 1 OFFSET " + offset;
        return Sql.of(connection, sql, from).first(row -> row.getString(1)).orElse(null);
    }
}
