package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.schema.TenantLlmRows.Numbers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * MySQL and MariaDB: one ALTER drops the old key and adds id, new key and unique index, so that the table is never without a
 * primary key (which {@code sql_require_primary_key} forbids) and a killed run leaves the old state or the new one.
 */
final class MySqlTenantLlmKey {

    private static final String TABLE = TenantLlmKey.TABLE;

    private final LiveSchema live;
    private final Dialect dialect;
    private final Table table;
    private final TenantLlmRows rows;
    private final Map<String, MySqlDefinition> definitions;

    MySqlTenantLlmKey(Connection connection, LiveSchema live, Table table, TenantLlmRows rows) throws SQLException {
        this.live = live;
        this.dialect = live.dialect();
        this.table = table;
        this.rows = rows;
        this.definitions = MySqlDefinition.ofTable(connection, TABLE);
    }

    List<PlannedStatement> plan() {
        boolean unordered = rows.id() == Numbers.NO_COLUMN
                && !adoptsTemporaryId()
                && table.primaryKey().isEmpty();
        if (unordered && !rows.hasUnnamed()) {
            // InnoDB numbers rows in the order of the primary key
            return List.of(PlannedStatement.of(
                            TABLE,
                            "ALTER TABLE tenant_llm ADD PRIMARY KEY (tenant_id, llm_factory, llm_name)",
                            "restore the primary key that an interrupted upgrade dropped")
                    .making(before -> before.with(
                            new Index("PRIMARY", Index.Kind.PRIMARY, TenantLlmKey.UNIQUE.parts(), false, true, true))));
        }
        List<PlannedStatement> steps = new ArrayList<>();
        if (rows.id() == Numbers.GAPS) {
            steps.add(number());
        }
        MySqlAlter alter = new MySqlAlter(table, dialect);
        List<String> words = new ArrayList<>();
        changeId(alter, words);
        looseName(alter, words);
        addUnique(alter, words);
        Column id = table.column(TenantLlmKey.ID);
        boolean rebuild = id == null || !id.autoIncrement() || TenantLlmKey.lacks(table, TenantLlmKey.PRIMARY);
        steps.add(PlannedStatement.of(TABLE, alter.sql(), String.join(", ", words))
                .rebuilding(rebuild)
                .making(TenantLlmKey::after));
        return steps;
    }

    private boolean adoptsTemporaryId() {
        return rows.id() == Numbers.NO_COLUMN && rows.temporaryId() == Numbers.COMPLETE;
    }

    private PlannedStatement number() {
        return new PlannedStatement(
                TABLE,
                List.of(
                        "SET @ragflow_migrator_row = (SELECT COALESCE(MAX(id), 0) FROM tenant_llm)",
                        "UPDATE tenant_llm SET id = (@ragflow_migrator_row := @ragflow_migrator_row + 1)"
                                + " WHERE id IS NULL OR id = 0 ORDER BY tenant_id, llm_factory, llm_name"),
                "number the rows that have no id yet",
                PlannedStatement.Check.NONE);
    }

    private void changeId(MySqlAlter alter, List<String> words) {
        boolean otherKey = TenantLlmKey.lacks(table, TenantLlmKey.PRIMARY);
        boolean oldKeyGoes = otherKey && table.primaryKey().isPresent();
        boolean adopts = adoptsTemporaryId();
        if (oldKeyGoes && !(adopts && temporaryIdIsKey())) {
            alter.add("DROP PRIMARY KEY");
        }
        if (!adopts && TenantLlmKey.temporaryIdOccupies(table)) {
            MySqlDefinition left = Objects.requireNonNull(definitions.get(TenantLlmKey.TEMPORARY_ID));
            alter.add("MODIFY COLUMN temp_id " + left.plain().sql());
            words.add("allow NULL in the left-over column temp_id");
        }
        Column id = table.column(TenantLlmKey.ID);
        if (adopts) {
            alter.add("CHANGE COLUMN temp_id id int NOT NULL AUTO_INCREMENT");
            words.add("make the left-over column temp_id the id");
        } else if (id == null) {
            alter.add("ADD COLUMN id int NOT NULL AUTO_INCREMENT FIRST");
            words.add("add the auto-increment id");
        } else if (!id.autoIncrement()) {
            boolean wide = id.type().kind() == ColumnType.Kind.BIGINT;
            alter.add("MODIFY COLUMN id " + (wide ? "bigint" : "int") + " NOT NULL AUTO_INCREMENT");
            words.add("let the server number id");
        }
        if (otherKey && !(adopts && temporaryIdIsKey())) {
            alter.add("ADD PRIMARY KEY (id)");
            words.add("make id the primary key");
        }
    }

    private boolean temporaryIdIsKey() {
        return table.primaryKey()
                .filter(key -> key.columns().equals(List.of(TenantLlmKey.TEMPORARY_ID)))
                .isPresent();
    }

    private void looseName(MySqlAlter alter, List<String> words) {
        Column name = table.existingColumn("llm_name");
        if (!name.nullable()) {
            MySqlDefinition loose =
                    Objects.requireNonNull(definitions.get("llm_name")).loosened();
            Column changed = new Column(name.name(), name.type(), true, false, name.serverDefault(), name.text());
            alter.modify(changed, loose);
            words.add("allow NULL in llm_name");
        }
    }

    private void addUnique(MySqlAlter alter, List<String> words) {
        if (!TenantLlmKey.lacks(table, TenantLlmKey.UNIQUE)) {
            return;
        }
        ObjectNames names = new ObjectNames(live, TABLE);
        Optional<Index> weaker = IndexReplacement.weaker(table, TenantLlmKey.UNIQUE);
        weaker.ifPresent(index -> {
            alter.dropIndex(index.name());
            names.release(index.name());
        });
        alter.addIndex(TenantLlmKey.UNIQUE, names.take(TenantLlmKey.UNIQUE.name()));
        words.add("add " + TenantLlmKey.UNIQUE.describe());
    }
}
