package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.schema.TenantLlmRows.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PostgreSQL: the whole change of the key in one transaction. */
final class PostgresTenantLlmKey {

    private static final String TABLE = TenantLlmKey.TABLE;

    private final Table table;
    private final TenantLlmRows rows;
    private final ObjectNames names;
    private final List<String> sql = new ArrayList<>();
    private final List<String> words = new ArrayList<>();

    PostgresTenantLlmKey(LiveSchema live, Table table, TenantLlmRows rows) {
        this.table = table;
        this.rows = rows;
        this.names = new ObjectNames(live, TABLE);
    }

    List<PlannedStatement> plan() {
        sql.add("LOCK TABLE tenant_llm IN ACCESS EXCLUSIVE MODE");
        provideId();
        changeKey();
        addUnique();
        return List.of(new PlannedStatement(TABLE, sql, String.join(", ", words), PlannedStatement.Check.NONE)
                .rebuilding(rows.id() != Numbers.COMPLETE || TenantLlmKey.lacks(table, TenantLlmKey.PRIMARY))
                .making(TenantLlmKey::after));
    }

    private void provideId() {
        Column id = table.column(TenantLlmKey.ID);
        boolean adopts = rows.id() == Numbers.NO_COLUMN && rows.temporaryId() == Numbers.COMPLETE;
        Column source = adopts ? table.column(TenantLlmKey.TEMPORARY_ID) : id;
        if (adopts) {
            sql.add("ALTER TABLE tenant_llm RENAME COLUMN temp_id TO id");
            words.add("make the left-over column temp_id the id");
        } else if (id == null) {
            sql.add("ALTER TABLE tenant_llm ADD COLUMN id integer");
            words.add("add the auto-increment id");
        }
        if (!adopts && rows.id() != Numbers.COMPLETE) {
            number();
        }
        if (source == null || !source.autoIncrement()) {
            letServerNumber();
        } else if (rows.id() == Numbers.GAPS) {
            sql.add("SELECT setval(pg_get_serial_sequence('tenant_llm', 'id'),"
                    + " (SELECT COALESCE(MAX(id), 0) + 1 FROM tenant_llm), false)");
        }
    }

    private void number() {
        sql.add("""
                UPDATE tenant_llm AS target SET id = numbered.number
                FROM (SELECT ctid AS place, (SELECT COALESCE(MAX(id), 0) FROM tenant_llm)
                             + ROW_NUMBER() OVER (ORDER BY tenant_id, llm_factory, llm_name) AS number
                      FROM tenant_llm WHERE id IS NULL OR id = 0) AS numbered
                WHERE target.ctid = numbered.place""");
    }

    /** A sequence as a fresh install has it; a left-over one of the same name is not touched. */
    private void letServerNumber() {
        String sequence = names.take("tenant_llm_id_seq");
        String quoted = Dialect.POSTGRES.quoted(sequence);
        sql.add("CREATE SEQUENCE " + quoted + " AS integer OWNED BY tenant_llm.id");
        sql.add("SELECT setval('" + quoted + "', (SELECT COALESCE(MAX(id), 0) + 1 FROM tenant_llm), false)");
        sql.add("ALTER TABLE tenant_llm ALTER COLUMN id SET DEFAULT nextval('" + quoted + "')");
        words.add("let the server number id");
    }

    private void changeKey() {
        List<String> actions = new ArrayList<>();
        if (TenantLlmKey.lacks(table, TenantLlmKey.PRIMARY) && !keyFollowsRename()) {
            table.primaryKey().ifPresent(key -> actions.add("DROP CONSTRAINT " + Dialect.POSTGRES.quoted(key.name())));
            actions.add("ALTER COLUMN id SET NOT NULL");
            actions.add("ADD PRIMARY KEY (id)");
            words.add("make id the primary key");
        }
        if (!table.existingColumn("llm_name").nullable()) {
            actions.add("ALTER COLUMN llm_name DROP NOT NULL");
            words.add("allow NULL in llm_name");
        }
        boolean adopted = rows.id() == Numbers.NO_COLUMN && rows.temporaryId() == Numbers.COMPLETE;
        if (!adopted && TenantLlmKey.temporaryIdOccupies(table)) {
            actions.add("ALTER COLUMN temp_id DROP NOT NULL");
            words.add("allow NULL in the left-over column temp_id");
        }
        if (!actions.isEmpty()) {
            sql.add("ALTER TABLE tenant_llm " + String.join(", ", actions));
        }
    }

    /** Whether the adopted temp_id is the primary key already, which keeps it under its new name. */
    private boolean keyFollowsRename() {
        return rows.id() == Numbers.NO_COLUMN
                && rows.temporaryId() == Numbers.COMPLETE
                && table.primaryKey()
                        .filter(key -> key.columns().equals(List.of(TenantLlmKey.TEMPORARY_ID)))
                        .isPresent();
    }

    private void addUnique() {
        if (!TenantLlmKey.lacks(table, TenantLlmKey.UNIQUE)) {
            return;
        }
        Optional<Index> weaker = IndexReplacement.weaker(table, TenantLlmKey.UNIQUE);
        weaker.ifPresent(index -> {
            sql.add("DROP INDEX " + Dialect.POSTGRES.quoted(index.name()));
            names.release(index.name());
        });
        String name = Dialect.POSTGRES.quoted(names.take(TenantLlmKey.UNIQUE.name()));
        sql.add("CREATE UNIQUE INDEX " + name + " ON tenant_llm (tenant_id, llm_factory, llm_name)");
        words.add("add " + TenantLlmKey.UNIQUE.describe());
    }
}
