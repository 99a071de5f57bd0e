package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings v0.26's model table back from {@code tenant_model_backup}; v0.27's steps aside. What was written to the latter since the
 * exchange is not in the former, so that speaks against it.
 */
final class MergeRollback {

    private static final int SAMPLES = 5;

    private final StageContext context;
    private final MergeTables tables;

    MergeRollback(StageContext context) {
        this.context = context;
        this.tables = new MergeTables(context);
    }

    /** Notes that the background table, with so many rows, is about to be exchanged. */
    static void note(StageContext context, long rows) throws SQLException {
        context.checkpoints().forget(Checkpoints.MODEL_TABLE_EXCHANGE);
        context.checkpoints().begin(Checkpoints.MODEL_TABLE_EXCHANGE, rows);
        context.checkpoints().finish(Checkpoints.MODEL_TABLE_EXCHANGE);
    }

    List<String> obstacles() throws SQLException {
        List<String> obstacles = new ArrayList<>();
        if (!context.hasTypeBits()) {
            return obstacles;
        }
        Optional<Checkpoint> exchange = context.checkpoints().find(Checkpoints.MODEL_TABLE_EXCHANGE);
        if (!tables.hasBackup()) {
            obstacles.add("there is no " + ModelTables.BACKUP
                    + " with the models of v0.26: the database was not migrated from it, or the table was removed");
        } else if (exchange.isEmpty()) {
            obstacles.add("this program did not make " + ModelTables.BACKUP
                    + " itself, so what was written to tenant_model since is unknown");
        } else {
            writtenSince(exchange.get(), obstacles);
            new GroupMembers(context).notIn(ModelTables.BACKUP).ifPresent(obstacles::add);
        }
        obstacles.addAll(new HexReferences(context).found());
        return obstacles;
    }

    private void writtenSince(Checkpoint exchange, List<String> obstacles) throws SQLException {
        long time = exchange.startedAt();
        long created = changes("create_time > ?", time, "created", obstacles);
        changes("update_time > ? AND (create_time IS NULL OR create_time <= " + time + ")", time, "changed", obstacles);
        Long rows = exchange.highWater();
        long removed = (rows == null ? 0 : rows) + created - tables.count(ModelTables.MODEL);
        if (removed > 0) {
            obstacles.add(removed + " rows of tenant_model were removed since the migration");
        }
    }

    private long changes(String condition, long time, String what, List<String> obstacles) throws SQLException {
        String from = " FROM " + context.dialect().quoted(ModelTables.MODEL) + " WHERE " + condition;
        long count;
        List<String> samples = new ArrayList<>();
        try (Connection connection = context.connection()) {
            try (PreparedStatement statement = connection.prepareStatement("SELECT COUNT(*)" + from)) {
                statement.setLong(1, time);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    count = row.getLong(1);
                }
            }
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT id" + from + " ORDER BY id LIMIT " + SAMPLES)) {
                statement.setLong(1, time);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        samples.add(row.getString(1));
                    }
                }
            }
        }
        if (count > 0) {
            obstacles.add(count + " rows of tenant_model were " + what + " since the migration; for example "
                    + String.join(", ", samples));
        }
        return count;
    }

    List<StageResult> run() throws SQLException {
        long started = System.nanoTime();
        Tally tally = new Tally();
        List<String> notes = new ArrayList<>();
        boolean swaps = context.hasTypeBits() && tables.hasBackup();
        if (swaps) {
            tally.read(tables.count(ModelTables.BACKUP));
            notes.add("v0.27's model table was kept as " + tables.swapBack());
        }
        context.checkpoints().forget(StageName.SEEDING.text());
        context.checkpoints().forget(StageName.MERGE.text());
        if (!swaps) {
            return List.of();
        }
        return List.of(tally.result(
                StageName.MERGE.text(), ModelTables.MODEL, notes, Duration.ofNanos(System.nanoTime() - started)));
    }
}
