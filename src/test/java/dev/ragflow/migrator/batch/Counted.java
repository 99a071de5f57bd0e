package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A table whose rows a pass counts up by one each, and what may happen to the pass on the way. */
final class Counted {

    /** Called inside the transaction of a chunk, behind its writes. */
    interface Trouble {
        void in(int attempt, Connection transaction) throws SQLException;
    }

    static final int ROWS = 30;

    private final Database database;
    private final Checkpoints checkpoints;
    private int attempts;

    Counted(Database database) throws SQLException {
        this.database = database;
        this.checkpoints = new Checkpoints(database, Clock.systemUTC());
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE counted (id VARCHAR(9) PRIMARY KEY, times INT NOT NULL)");
            for (int i = 0; i < ROWS; i++) {
                statement.execute("INSERT INTO counted VALUES ('k%03d', 0)".formatted(i));
            }
        }
    }

    /** How many chunks were begun, those tried again included. */
    int attempts() {
        return attempts;
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    void pass(Pacing pacing, Trouble trouble) throws SQLException {
        new ChunkedPass(database, checkpoints, pacing)
                .run(checkpoints.begin("counting", 0), "counting", "counted", ROWS, (connection, after, size) -> {
                    List<String> keys = keys(connection, after, size);
                    return keys.isEmpty() ? Optional.empty() : Optional.of(chunk(keys, trouble));
                });
    }

    /** At most {@code size} keys behind this one. */
    static List<String> keys(Connection connection, @Nullable String after, int size) throws SQLException {
        List<String> keys = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT id FROM counted WHERE id > ? ORDER BY id LIMIT " + size)) {
            statement.setString(1, after == null ? "" : after);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    keys.add(row.getString(1));
                }
            }
        }
        return keys;
    }

    private Chunk chunk(List<String> keys, Trouble trouble) {
        int attempt = ++attempts;
        return chunk(keys, transaction -> trouble.in(attempt, transaction), () -> {});
    }

    /** Something that may fail inside a chunk's transaction. */
    interface Behind {
        void in(Connection transaction) throws SQLException;
    }

    /** Counts these rows up. */
    static Chunk chunk(List<String> keys, Behind behind, Runnable committed) {
        return chunk(keys, Chunk.Order.BEHIND, behind, committed);
    }

    static Chunk chunk(List<String> keys, Chunk.Order order, Behind behind, Runnable committed) {
        return new Chunk() {
            @Override
            public Order order() {
                return order;
            }

            @Override
            public String lastKey() {
                return keys.get(keys.size() - 1);
            }

            @Override
            public long count() {
                return keys.size();
            }

            @Override
            public void write(Connection transaction) throws SQLException {
                try (PreparedStatement statement =
                        transaction.prepareStatement("UPDATE counted SET times = times + 1 WHERE id = ?")) {
                    for (String key : keys) {
                        statement.setString(1, key);
                        statement.executeUpdate();
                    }
                }
                behind.in(transaction);
            }

            @Override
            public void committed() {
                committed.run();
            }
        };
    }

    /** How often the rows were counted: {@code 30x1} when each was counted once. */
    static String times(Connection connection) throws SQLException {
        List<String> times = new ArrayList<>();
        try (connection;
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT times, COUNT(*) FROM counted GROUP BY times ORDER BY times")) {
            while (row.next()) {
                times.add(row.getInt(2) + "x" + row.getInt(1));
            }
        }
        return String.join(" ", times);
    }

    static String times(TestDatabase test) throws SQLException {
        return times(test.connect());
    }
}
