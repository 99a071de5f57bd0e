package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code ragflow_migrator_checkpoint}: one row for each stage (and table, where a stage reads several). A stage
 * writes it in the transaction of the rows it stands for, so that the two cannot disagree.
 */
public class Checkpoints {

    /** Noted when v0.27's model table takes the place of v0.26's; its high water is the number of rows that came in. */
    public static final String MODEL_TABLE_EXCHANGE = "model_type_merge/exchange";

    /** How many characters a text may have that is kept with {@link #note}. */
    public static final int TEXT_WIDTH = 255;

    private static final String TABLE = "ragflow_migrator_checkpoint";

    private static final String OF_STAGE = "stage = ? OR stage LIKE ? ESCAPE '|'";

    private static final String COLUMNS =
            "stage, last_key, finished, first_started_at, started_at, finished_at, high_water, pass_high_water";

    private final Database database;
    private final Clock clock;
    private final Retries retries;

    /** Nobody drops the table while this program runs. */
    private volatile boolean seen;

    public Checkpoints(Database database, Clock clock) {
        this(database, clock, Retries.of(Pacing.of(StageProgress.NONE)));
    }

    /** @param retries for what is written outside of a stage's transactions */
    public Checkpoints(Database database, Clock clock, Retries retries) {
        this.database = database;
        this.clock = clock;
        this.retries = retries;
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** On a connection that the pool has tested, again and again if need be. */
    private <T> T withConnection(Work<T> work) throws SQLException {
        return retries.run("a statement on " + TABLE, TABLE, () -> {
            try (Connection connection = database.dataSource().getConnection()) {
                return work.on(connection);
            }
        });
    }

    /** Looks a checkpoint up; writes nothing, not even the table. */
    public Optional<Checkpoint> find(String stage) throws SQLException {
        return withConnection(
                connection -> exists(connection) ? row(connection, database.dialect(), stage) : Optional.empty());
    }

    /** A stage's checkpoint and those of its tables, in the order of their names; writes nothing, not even the table. */
    public List<Checkpoint> all(String stage) throws SQLException {
        return withConnection(connection -> {
            String sql = "SELECT " + COLUMNS + " FROM " + table() + " WHERE " + OF_STAGE + " ORDER BY stage";
            return exists(connection)
                    ? Sql.of(connection, sql, stage, tables(stage)).list(Checkpoints::checkpoint)
                    : List.of();
        });
    }

    /** Looks a checkpoint up on a connection of the caller's; writes nothing, not even the table. */
    public static Optional<Checkpoint> find(Connection connection, Dialect dialect, String stage) throws SQLException {
        return tableExists(connection, dialect) ? row(connection, dialect, stage) : Optional.empty();
    }

    /**
     * Up to which change a stage's passes have seen every row, epoch milliseconds; null before the first has finished, and while one
     * is open.
     */
    public @Nullable Long seen(String stage) throws SQLException {
        return find(stage)
                .filter(Checkpoint::finished)
                .map(Checkpoint::highWater)
                .orElse(null);
    }

    /** Whether a pass was killed before its end, or right there: what it knew is not noted yet. */
    public boolean isOpen(String stage) throws SQLException {
        return find(stage).filter(pass -> !pass.finished()).isPresent();
    }

    /** Begins a pass, or continues one that has not finished. {@code highWater} counts only if a pass begins. */
    public Checkpoint begin(String stage, long highWater) throws SQLException {
        return withConnection(connection -> {
            createTable(connection);
            Optional<Checkpoint> before = row(connection, database.dialect(), stage);
            if (before.isPresent() && !before.get().finished()) {
                return before.get();
            }
            if (before.isPresent()) {
                Sql.update(
                        connection,
                        "UPDATE " + table()
                                + " SET last_key = NULL, finished = 0, started_at = ?, pass_high_water = ? WHERE stage = ?",
                        clock.millis(),
                        highWater,
                        stage);
            } else {
                long now = clock.millis();
                Sql.update(
                        connection,
                        "INSERT INTO " + table()
                                + " (stage, finished, first_started_at, started_at, pass_high_water) VALUES (?, 0, ?, ?, ?)",
                        stage,
                        now,
                        now,
                        highWater);
            }
            return row(connection, database.dialect(), stage).orElseThrow();
        });
    }

    /** Notes, in the caller's transaction, that everything up to {@code lastKey} is done. */
    public void advance(Connection transaction, String stage, String lastKey) throws SQLException {
        Sql.update(transaction, "UPDATE " + table() + " SET last_key = ? WHERE stage = ?", lastKey, stage);
    }

    /**
     * Notes, in the caller's transaction, that the current pass has left a row open: the next one is to see what was written since.
     *
     * @param writtenAt when the row was written, epoch milliseconds
     */
    public void leaveOpen(Connection transaction, String stage, long writtenAt) throws SQLException {
        long before = writtenAt - 1;
        Sql.update(
                transaction,
                "UPDATE " + table() + " SET pass_high_water = ? WHERE stage = ? AND pass_high_water > ?",
                before,
                stage,
                before);
    }

    /** Notes that the current pass has reached the end. */
    public void finish(String stage) throws SQLException {
        withConnection(connection -> Sql.update(
                connection,
                "UPDATE " + table()
                        + " SET last_key = NULL, finished = 1, finished_at = ?, high_water = pass_high_water WHERE stage = ?",
                clock.millis(),
                stage));
    }

    /**
     * Notes something that is done, replacing what was noted under the same name before.
     *
     * @param text what to keep of it, at most {@link #TEXT_WIDTH} characters; read as {@link Checkpoint#lastKey}
     * @param at when it was done; read as {@link Checkpoint#finishedAt}
     */
    public void note(String name, String text, Instant at) throws SQLException {
        begin(name, 0);
        try (Connection connection = database.dataSource().getConnection()) {
            Sql.update(
                    connection,
                    "UPDATE " + table() + " SET last_key = ?, finished = 1, finished_at = ? WHERE stage = ?",
                    text,
                    at.toEpochMilli(),
                    name);
        }
    }

    /** Forgets all stages: the tables they filled are gone. */
    public void forgetAll() throws SQLException {
        withConnection(connection -> exists(connection) ? Sql.update(connection, "DELETE FROM " + table()) : 0);
    }

    /** Forgets a stage and its tables, whose work was rolled back. */
    public void forget(String stage) throws SQLException {
        withConnection(connection -> exists(connection)
                ? Sql.update(connection, "DELETE FROM " + table() + " WHERE " + OF_STAGE, stage, tables(stage))
                : 0);
    }

    /** Makes the next pass of a stage and its tables see every row, see {@link Checkpoint#rewound}. */
    public void rewind(String stage) throws SQLException {
        withConnection(connection -> exists(connection)
                ? Sql.update(
                        connection,
                        "UPDATE " + table() + " SET last_key = NULL, finished = 1, high_water = NULL WHERE " + OF_STAGE,
                        stage,
                        tables(stage))
                : 0);
    }

    private static String tables(String stage) {
        return stage.replace("_", "|_") + "/%";
    }

    private static Optional<Checkpoint> row(Connection connection, Dialect dialect, String stage) throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM " + dialect.quoted(TABLE) + " WHERE stage = ?";
        return Sql.of(connection, sql, stage).first(Checkpoints::checkpoint);
    }

    private static Checkpoint checkpoint(ResultSet row) throws SQLException {
        return new Checkpoint(
                row.getString(1),
                row.getString(2),
                row.getInt(3) != 0,
                row.getLong(4),
                row.getLong(5),
                Sql.numberOrNull(row, 6),
                Sql.numberOrNull(row, 7),
                row.getLong(8));
    }

    private String table() {
        return database.dialect().quoted(TABLE);
    }

    private void createTable(Connection connection) throws SQLException {
        if (exists(connection)) {
            return;
        }
        // keys may hold any character, whatever the database's default character set is
        String options = database.dialect() == Dialect.POSTGRES ? "" : " DEFAULT CHARSET = utf8mb4";
        Sql.update(connection, """
                CREATE TABLE IF NOT EXISTS %s (
                  stage VARCHAR(100) NOT NULL PRIMARY KEY,
                  last_key VARCHAR(255),
                  finished SMALLINT NOT NULL,
                  first_started_at BIGINT NOT NULL,
                  started_at BIGINT NOT NULL,
                  finished_at BIGINT,
                  high_water BIGINT,
                  pass_high_water BIGINT NOT NULL
                )%s""".formatted(table(), options));
    }

    private boolean exists(Connection connection) throws SQLException {
        if (!seen) {
            seen = tableExists(connection, database.dialect());
        }
        return seen;
    }

    private static boolean tableExists(Connection connection, Dialect dialect) throws SQLException {
        String schema = dialect.isPostgres() ? "current_schema()" : "DATABASE()";
        String sql = "SELECT 1 FROM information_schema.tables WHERE table_schema = " + schema + " AND table_name = ?";
        return Sql.of(connection, sql, TABLE).hasRow();
    }
}
