package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.database.Dialect.TableRename;
import dev.ragflow.migrator.database.Transaction;
import dev.ragflow.migrator.model.tables.LegacyTable;
import dev.ragflow.migrator.model.tables.LiveTable;
import dev.ragflow.migrator.model.tables.MergeSources;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.WorkTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The table that is filled in the background with v0.27's rows, and its exchange for {@code tenant_model}. It is made from the
 * live table, so that collation, character set and widened columns stay what they are.
 */
final class MergeTables {

    private static final String ROLLED_BACK = "tenant_model_rolled_back";

    private static final List<String> INDEXED =
            List.of("create_time", "create_date", "update_time", "update_date", "instance_id", "model_type");

    private final StageContext context;

    MergeTables(StageContext context) {
        this.context = context;
    }

    /** Whether {@code tenant_model} still has the types as words. */
    boolean typesAreWords() throws SQLException {
        return hasWords(ModelTables.MODEL);
    }

    /** Whether {@code tenant_model} has the types as bits, and the tables that its rows belong to exist. */
    boolean areOfBits() throws SQLException {
        return context.hasTypeBits()
                && context.table(ModelTables.PROVIDER).isPresent()
                && context.table(ModelTables.INSTANCE).isPresent();
    }

    /** Whether {@code tenant_model} has rows with bits that the application can do nothing with: no type, no name, or twice. */
    boolean hasUselessRows() throws SQLException {
        String names = context.dialect().isPostgres() ? "model_name" : "CAST(model_name AS BINARY)";
        return hasRow("SELECT 1 FROM %s WHERE model_type = 0 OR model_name IS NULL OR model_name = '' LIMIT 1")
                || hasRow("SELECT 1 FROM %s GROUP BY instance_id, model_name" + " HAVING COUNT(*) > COUNT(DISTINCT "
                        + names + ") LIMIT 1");
    }

    private boolean hasRow(String sql) throws SQLException {
        if (context.stored(ModelTables.MODEL).isEmpty()) {
            return false;
        }
        try (Connection connection = context.connection();
                PreparedStatement statement = connection.prepareStatement(sql.formatted(quoted(ModelTables.MODEL)));
                ResultSet row = statement.executeQuery()) {
            return row.next();
        }
    }

    /** Whether v0.26's rows were put aside. */
    boolean hasBackup() throws SQLException {
        return hasWords(ModelTables.BACKUP);
    }

    /** Whether {@code tenant_model} is yet to be made, in v0.26's form: there are old rows for it. */
    boolean isToCome() throws SQLException {
        return context.table(ModelTables.MODEL).isEmpty()
                && context.table(LegacyTable.NAME).isPresent()
                && count(LegacyTable.NAME) > 0;
    }

    /** Whether the background table is there in its final form. */
    boolean isReady() throws SQLException {
        return context.table(ModelTables.BACKGROUND).isPresent() && !hasWords(ModelTables.BACKGROUND);
    }

    private boolean hasWords(String table) throws SQLException {
        return context.table(table).filter(LiveTable::hasTypeWords).isPresent();
    }

    /** Makes the background table where it is missing, or was left before it got its final form. */
    void create() throws SQLException {
        if (isReady()) {
            return;
        }
        drop();
        context.ifDryRun(dryRun -> dryRun.tables().copy(ModelTables.MODEL, ModelTables.BACKGROUND));
        try (Connection connection = context.connection()) {
            if (context.dialect().isPostgres()) {
                createOnPostgres(connection);
            } else {
                execute(
                        connection,
                        "CREATE TABLE " + quoted(ModelTables.BACKGROUND) + " LIKE " + quoted(ModelTables.MODEL));
                execute(connection, """
                        ALTER TABLE %s MODIFY model_type INT NOT NULL, ADD INDEX tenantmodel_model_type (model_type)
                        """.formatted(quoted(ModelTables.BACKGROUND)));
            }
        }
    }

    private void createOnPostgres(Connection connection) throws SQLException {
        Transaction.run(connection, () -> {
            String name = quoted(ModelTables.BACKGROUND);
            execute(
                    connection,
                    "CREATE TABLE " + name + " (LIKE " + quoted(ModelTables.MODEL) + " INCLUDING DEFAULTS)");
            execute(connection, "ALTER TABLE " + name + " ALTER COLUMN model_type DROP DEFAULT");
            execute(connection, "ALTER TABLE " + name + " ALTER COLUMN model_type TYPE INTEGER USING 0");
            execute(connection, "ALTER TABLE " + name + " ADD PRIMARY KEY (id)");
            for (String column : INDEXED) {
                execute(connection, "CREATE INDEX ON " + name + " (" + column + ")");
            }
        });
    }

    /** Takes the background table away; nothing of RAGFlow's is in it. */
    void drop() throws SQLException {
        new WorkTables(context).dropSeeds();
        try (Connection connection = context.connection()) {
            execute(connection, "DROP TABLE IF EXISTS " + quoted(ModelTables.BACKGROUND));
        }
        context.ifDryRun(dryRun -> dryRun.tables().drop(ModelTables.BACKGROUND));
    }

    /**
     * Puts the background table into the place of {@code tenant_model}, which becomes {@code tenant_model_backup}; a backup that
     * is there already gets a number. Readers see one table or the other.
     *
     * @param compared the {@link #sources} that the background table was compared with
     * @return false where they have changed, and nothing was exchanged
     */
    boolean swap(List<Long> compared) throws SQLException {
        List<TableRename> renames = new ArrayList<>();
        if (context.table(ModelTables.BACKUP).isPresent()) {
            renames.add(new TableRename(ModelTables.BACKUP, numbered(ModelTables.BACKUP)));
        }
        renames.add(new TableRename(ModelTables.MODEL, ModelTables.BACKUP));
        renames.add(new TableRename(ModelTables.BACKGROUND, ModelTables.MODEL));
        if (context.isDryRun()) {
            context.dryRun().exchanged(renames);
            return true;
        }
        return new ModelExchange(context, renames).run(compared);
    }

    /** Puts {@code tenant_model} aside and the backup into its place; returns the name of the former. */
    String swapBack() throws SQLException {
        String aside = context.table(ROLLED_BACK).isPresent() ? numbered(ROLLED_BACK) : ROLLED_BACK;
        rename(List.of(
                new TableRename(ModelTables.MODEL, aside), new TableRename(ModelTables.BACKUP, ModelTables.MODEL)));
        return aside;
    }

    private void rename(List<TableRename> renames) throws SQLException {
        try (Connection connection = context.connection()) {
            Transaction.run(connection, () -> {
                for (String statement : context.dialect().renameTables(renames)) {
                    execute(connection, statement);
                }
            });
        }
    }

    private String numbered(String name) throws SQLException {
        int number = 2;
        while (context.table(name + "_" + number).isPresent()) {
            number++;
        }
        return name + "_" + number;
    }

    long count(String table) throws SQLException {
        if (context.stored(table).isEmpty()) {
            return 0;
        }
        return number("SELECT COUNT(*) FROM " + quoted(table));
    }

    /** What changes whenever somebody adds, changes or removes a row that the merge reads; first the number of models. */
    List<Long> sources() throws SQLException {
        if (context.isDryRun()) {
            return List.of(count(ModelTables.MODEL) + context.dryRun().addedModels());
        }
        try (Connection connection = context.connection()) {
            return new MergeSources(context).read(connection, ModelTables.MODEL);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = context.connection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private String quoted(String name) {
        return context.dialect().quoted(name);
    }

    private void execute(Connection connection, String sql) throws SQLException {
        context.execute(connection, ModelTables.BACKGROUND, sql);
    }
}
