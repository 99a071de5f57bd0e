package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Dialect.TableRename;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * RAGFlow's own script renames {@code tenant_model} to {@code tenant_model_backup} and the merged table to {@code tenant_model} in
 * two statements. Killed in between, the models are in the backup alone, and the next start-up creates an empty table with
 * numbers for types. Then the backup becomes {@code tenant_model} again; the empty table steps aside. A backup beside a filled
 * table is what a finished swap leaves, and stays; so does one that this program made, since whoever emptied the table after it
 * was a user.
 */
public final class HalfSwappedModels implements SchemaChange {

    private static final String MODELS = "tenant_model";
    private static final String BACKUP = "tenant_model_backup";
    private static final String TYPE = "model_type";

    @Override
    public String title() {
        return "half-swapped " + MODELS;
    }

    @Override
    public boolean hasWork(Connection connection, LiveSchema live) {
        try {
            return live.hasColumn(BACKUP, TYPE)
                    && isText(live, BACKUP)
                    && (live.table(MODELS).isEmpty() || isEmptyWithNumbers(connection, live))
                    && hasRow(connection, live.dialect(), BACKUP)
                    && Checkpoints.find(connection, live.dialect(), Checkpoints.MODEL_TABLE_EXCHANGE)
                            .isEmpty();
        } catch (SQLException e) {
            throw new MigrationException("Table " + BACKUP + " could not be read; nothing was changed", e);
        }
    }

    private static boolean isEmptyWithNumbers(Connection connection, LiveSchema live) throws SQLException {
        return live.hasColumn(MODELS, TYPE) && !isText(live, MODELS) && !hasRow(connection, live.dialect(), MODELS);
    }

    private static boolean isText(LiveSchema live, String table) {
        return live.table(table).orElseThrow().existingColumn(TYPE).type().isText();
    }

    private static boolean hasRow(Connection connection, Dialect dialect, String table) throws SQLException {
        return Sql.of(connection, "SELECT 1 FROM " + dialect.quoted(table) + " LIMIT 1")
                .hasRow();
    }

    @Override
    public SchemaChangeResult apply(Ddl ddl) {
        LiveSchema live = ddl.live();
        if (!hasWork(ddl.connection(), live)) {
            return SchemaChangeResult.NOTHING;
        }
        List<TableRename> renamings = new ArrayList<>();
        if (live.table(MODELS).isPresent()) {
            renamings.add(new TableRename(MODELS, freeName(live)));
        }
        renamings.add(new TableRename(BACKUP, MODELS));
        PlannedStatement step = new PlannedStatement(
                MODELS,
                ddl.dialect().renameTables(renamings),
                "restore the rows of " + BACKUP + ", which an interrupted run of RAGFlow's own script left there",
                PlannedStatement.Check.NONE);
        ddl.run(step);
        renamings.forEach(renaming -> {
            ddl.changes(renaming.from());
            ddl.changes(renaming.to());
            ddl.renamed(renaming.from(), renaming.to());
        });
        return SchemaChangeResult.of(List.of(step));
    }

    private static String freeName(LiveSchema live) {
        String name = MODELS + "_empty";
        for (int number = 2; live.table(name).isPresent() || live.takenNames().contains(name); number++) {
            name = MODELS + "_empty_" + number;
        }
        return name;
    }
}
