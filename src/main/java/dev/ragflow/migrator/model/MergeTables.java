package dev.ragflow.migrator.model;

import dev.ragflow.migrator.database.Dialect.TableRename;
import dev.ragflow.migrator.database.Transaction;
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

    static final String BACKGROUND = "ragflow_migrator_tenant_model";
    static final String BACKUP = "tenant_model_backup";

    private static final String ROLLED_BACK = "tenant_model_rolled_back";

    private static final List<String> INDEXED =
            List.of("create_time", "create_date", "update_time", "update_date", "instance_id", "model_type");

    private final StageContext context;

    MergeTables(StageContext context) {
        this.context = context;
    }

    /** Whether {@code tenant_model} still has the types as words. */
    boolean typesAreWords() throws SQLException {
        return hasWords(NewTables.MODEL);
    }

    /** Whether {@code tenant_model} has the types as bits. */
    boolean typesAreBits() throws SQLException {
        return context.table(NewTables.MODEL)
                .filter(live -> live.isInteger("model_type"))
                .isPresent();
    }

    /** Whether the database has it so now, whatever a rehearsal makes of it. */
    boolean storesBits() throws SQLException {
        return context.stored(NewTables.MODEL)
                .filter(live -> live.isInteger("model_type"))
                .isPresent();
    }

    /** The same, and the tables that its rows belong to are there, too. */
    boolean areOfBits() throws SQLException {
        return typesAreBits()
                && context.table(NewTables.PROVIDER).isPresent()
                && context.table(NewTables.INSTANCE).isPresent();
    }

    /** Whether {@code tenant_model} has rows with bits that the application can do nothing with: no type, no name, or twice. */
    boolean hasUselessRows() throws SQLException {
        String names = context.dialect().isPostgres() ? "model_name" : "CAST(model_name AS BINARY)";
        return hasRow("SELECT 1 FROM %s WHERE model_type = 0 OR model_name IS NULL OR model_name = '' LIMIT 1")
                || hasRow("SELECT 1 FROM %s GROUP BY instance_id, model_name" + " HAVING COUNT(*) > COUNT(DISTINCT "
                        + names + ") LIMIT 1");
    }

    private boolean hasRow(String sql) throws SQLException {
        if (context.stored(NewTables.MODEL).isEmpty()) {
            return false;
        }
        try (Connection connection = context.connection();
                PreparedStatement statement = connection.prepareStatement(sql.formatted(quoted(NewTables.MODEL)));
                ResultSet row = statement.executeQuery()) {
            return row.next();
        }
    }

    /** Whether v0.26's rows were put aside. */
    boolean hasBackup() throws SQLException {
        return hasWords(BACKUP);
    }

    /** Whether {@code tenant_model} is yet to be made, in v0.26's form: there are old rows for it. */
    boolean isToCome() throws SQLException {
        return context.table(NewTables.MODEL).isEmpty()
                && context.table(LegacyTable.NAME).isPresent()
                && count(LegacyTable.NAME) > 0;
    }

    /** Whether the background table is there in its final form. */
    boolean isReady() throws SQLException {
        return context.table(BACKGROUND).isPresent() && !hasWords(BACKGROUND);
    }

    private boolean hasWords(String table) throws SQLException {
        return context.table(table).filter(live -> live.isText("model_type")).isPresent();
    }

    /** Makes the background table where it is missing, or was left before it got its final form. */
    void create() throws SQLException {
        if (isReady()) {
            return;
        }
        drop();
        context.ifRehearsed(rehearsal -> rehearsal.tables().copy(NewTables.MODEL, BACKGROUND));
        try (Connection connection = context.connection()) {
            if (context.dialect().isPostgres()) {
                createOnPostgres(connection);
            } else {
                execute(connection, "CREATE TABLE " + quoted(BACKGROUND) + " LIKE " + quoted(NewTables.MODEL));
                execute(connection, """
                        ALTER TABLE %s MODIFY model_type INT NOT NULL, ADD INDEX tenantmodel_model_type (model_type)
                        """.formatted(quoted(BACKGROUND)));
            }
        }
    }

    private void createOnPostgres(Connection connection) throws SQLException {
        Transaction.run(connection, () -> {
            String name = quoted(BACKGROUND);
            execute(connection, "CREATE TABLE " + name + " (LIKE " + quoted(NewTables.MODEL) + " INCLUDING DEFAULTS)");
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
        CatalogueRows.drop(context);
        try (Connection connection = context.connection()) {
            execute(connection, "DROP TABLE IF EXISTS " + quoted(BACKGROUND));
        }
        context.ifRehearsed(rehearsal -> rehearsal.tables().drop(BACKGROUND));
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
        if (context.table(BACKUP).isPresent()) {
            renames.add(new TableRename(BACKUP, numbered(BACKUP)));
        }
        renames.add(new TableRename(NewTables.MODEL, BACKUP));
        renames.add(new TableRename(BACKGROUND, NewTables.MODEL));
        if (context.isRehearsal()) {
            context.rehearsed().exchanged(renames);
            return true;
        }
        return new ModelExchange(context, renames).run(compared);
    }

    /** Puts {@code tenant_model} aside and the backup into its place; returns the name of the former. */
    String swapBack() throws SQLException {
        String aside = context.table(ROLLED_BACK).isPresent() ? numbered(ROLLED_BACK) : ROLLED_BACK;
        rename(List.of(new TableRename(NewTables.MODEL, aside), new TableRename(BACKUP, NewTables.MODEL)));
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
        if (context.isRehearsal()) {
            return List.of(count(NewTables.MODEL) + context.rehearsed().addedModels());
        }
        try (Connection connection = context.connection()) {
            return new MergeSources(context).read(connection, NewTables.MODEL);
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
        context.execute(connection, BACKGROUND, sql);
    }
}
