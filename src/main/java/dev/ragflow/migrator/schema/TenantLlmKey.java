package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.MigrationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * {@code tenant_llm} gets the key of v0.25: an auto-increment {@code id} instead of the primary key (tenant_id, llm_factory,
 * llm_name), which becomes a unique index; {@code llm_name} may be NULL then. Finishes what an interrupted upgrade has begun:
 * a dropped primary key without an id, a left-over {@code temp_id}, an id that is not the key yet, a missing unique index.
 * Existing ids stay; new ones follow the order of the three columns.
 */
public final class TenantLlmKey implements SchemaChange {

    static final String TABLE = "tenant_llm";
    static final String ID = "id";
    static final String TEMPORARY_ID = "temp_id";
    static final Index PRIMARY = Index.of("PRIMARY", Index.Kind.PRIMARY, List.of(new Index.Part(ID, 0)));
    static final Index UNIQUE = Index.of(
            "tenantllm_tenant_id_llm_factory_llm_name",
            Index.Kind.UNIQUE,
            List.of(new Index.Part("tenant_id", 0), new Index.Part("llm_factory", 0), new Index.Part("llm_name", 0)));

    static boolean owns(SchemaDifference difference) {
        if (!difference.table().equals(TABLE)) {
            return false;
        }
        return switch (difference.kind()) {
            case MISSING_COLUMN, MISSING_AUTO_INCREMENT, NARROWER_TYPE, OTHER_TYPE ->
                difference.object().equals(ID);
            case STRICTER_NULLABILITY -> difference.object().equals("llm_name");
            case MISSING_INDEX ->
                difference.object().equals(PRIMARY.name())
                        || difference.object().equals(UNIQUE.name());
            default -> false;
        };
    }

    @Override
    public String title() {
        return "key of tenant_llm";
    }

    @Override
    public Optional<String> onlyTable() {
        return Optional.of(TABLE);
    }

    @Override
    public boolean hasWork(Connection connection, LiveSchema live) {
        Table table = live.tables().get(TABLE);
        if (table == null || !table.hasColumn("llm_name")) {
            return false;
        }
        Column id = table.column(ID);
        return id == null
                || !id.autoIncrement()
                || lacks(table, PRIMARY)
                || lacks(table, UNIQUE)
                || !table.existingColumn("llm_name").nullable()
                || temporaryIdOccupies(table);
    }

    /** The old primary key, unique over the same columns, does not count as the unique index: it goes. */
    static boolean lacks(Table table, Index wanted) {
        return table.indexes().stream().noneMatch(index -> index.kind() == wanted.kind() && index.serves(wanted));
    }

    /**
     * Whether a left-over temp_id stands in the way: inserts that do not know it fail, it is the key, or it takes the one
     * auto-increment a table of the MySQL family can have.
     */
    static boolean temporaryIdOccupies(Table table) {
        Column left = table.column(TEMPORARY_ID);
        return left != null && !left.nullable() && (left.serverDefault() == null || left.autoIncrement());
    }

    @Override
    public List<PlannedStatement> rebuilds(Connection connection, LiveSchema live, Set<String> tables) {
        return tables.contains(TABLE)
                ? plan(connection, live).stream()
                        .filter(PlannedStatement::rebuild)
                        .toList()
                : List.of();
    }

    @Override
    public SchemaChangeResult apply(Ddl ddl) {
        List<PlannedStatement> steps = List.of();
        // a step that restores the old primary key gives the rows the order their ids are to have
        for (int round = 0; round < 2; round++) {
            LiveSchema live = ddl.live(TABLE);
            List<PlannedStatement> planned = plan(ddl.connection(), live);
            planned.forEach(ddl::run);
            steps = java.util.stream.Stream.concat(steps.stream(), planned.stream())
                    .toList();
        }
        return SchemaChangeResult.of(steps);
    }

    /** The table with the new key. */
    static Table after(Table before) {
        Column name = before.existingColumn("llm_name");
        Column loose = new Column(name.name(), name.type(), true, false, name.serverDefault(), name.text());
        Column id = new Column(ID, new ColumnType(ColumnType.Kind.INT, 0, "int"), false, true, null, null);
        Column former = before.column(ID);
        Table after = new Table(
                before.name(),
                before.columns(),
                before.indexes().stream()
                        .filter(index -> index.kind() != Index.Kind.PRIMARY)
                        .filter(index -> !index.name().equalsIgnoreCase(UNIQUE.name()))
                        .toList(),
                before.storage());
        return after.with(List.of(loose, former == null ? id : former))
                .with(PRIMARY)
                .with(UNIQUE);
    }

    /**
     * The next steps; none when there is nothing to do. On the MySQL family a table without any primary key gets its old one
     * back first, and a further plan continues from there.
     *
     * @throws MigrationException when rows have equal keys, or ids that cannot be a key
     */
    public List<PlannedStatement> plan(Connection connection, LiveSchema live) {
        if (!hasWork(connection, live)) {
            return List.of();
        }
        Table table = Objects.requireNonNull(live.tables().get(TABLE));
        try {
            TenantLlmRows rows = TenantLlmRows.read(connection, live.dialect(), table);
            return live.dialect().isPostgres()
                    ? new PostgresTenantLlmKey(live, table, rows).plan()
                    : new MySqlTenantLlmKey(connection, live, table, rows).plan();
        } catch (SQLException e) {
            throw new MigrationException("Table tenant_llm could not be read; nothing was changed", e);
        }
    }
}
