package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.Dialect;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the instances of providers. RAGFlow's table has no index for that, so every look at some providers would read all of it.
 * RAGFlow's tables get no index of ours; a table of our own has the two ids of each instance instead, and how large it was then,
 * filled by the server when a stage begins. What the instance stage adds it notes there in the same transaction.
 */
public final class InstanceIndex {

    public static final String TABLE = "ragflow_migrator_instance";

    /** How large an instance of RAGFlow's table is. */
    static final String SIZE = "COALESCE(OCTET_LENGTH(api_key), 0) + COALESCE(OCTET_LENGTH(extra), 0)";

    /** Of its texts on MySQL and MariaDB. */
    private static final String COLLATION = "utf8mb4_bin";

    /** A pass over fewer has few chunks, each of which searches RAGFlow's table once or twice. */
    private static final int MANY_ROWS = 1_000;

    /** Fewer are noted in no time. */
    private static final int MANY_INSTANCES = 10_000;

    /** Rows of one transaction. */
    private static final int CHUNK_ROWS = 10_000;

    /**
     * What is noted of an instance.
     *
     * @param bytes about how much its key and its other settings take
     */
    public record Entry(String providerId, String instanceId, long bytes) {}

    private final Database database;
    private final KeyedRows byProvider;
    private final boolean searchesOnly;
    private volatile List<Long> seen = List.of();
    private volatile LiveTable.@Nullable Column instanceId;

    public InstanceIndex(Database database) {
        this(database, false);
    }

    /** @param searchesOnly whether no table is to be made, so that RAGFlow's is searched */
    public InstanceIndex(Database database, boolean searchesOnly) {
        this.database = database;
        this.byProvider = new KeyedRows(database.dialect(), TABLE, "provider_id");
        this.searchesOnly = searchesOnly;
    }

    /**
     * Takes in what was added since; does nothing where there is nothing new, or no table of instances yet.
     *
     * @param rows how many are about to be read: few are not worth a large table that is yet to be made
     */
    public void refresh(long rows) throws SQLException {
        if (searchesOnly) {
            return;
        }
        try (Connection connection = database.dataSource().getConnection()) {
            Optional<LiveTable.Column> id =
                    LiveTable.read(connection, dialect(), ModelTables.INSTANCE).flatMap(table -> table.column("id"));
            if (id.isEmpty()) {
                return;
            }
            List<Long> now = numbers(connection);
            boolean pays = rows >= MANY_ROWS || now.get(0) < MANY_INSTANCES || !seen.isEmpty();
            if (now.equals(seen) || !pays) {
                return;
            }
            if (seen.isEmpty()) {
                // one that another build of this program left may have other columns
                drop(connection);
            }
            create(connection);
            String after = null;
            do {
                after = copy(connection, after);
            } while (after != null);
            execute(connection, dialect().refreshStatistics(TABLE));
            instanceId = id.get();
            seen = now;
        }
    }

    /** What is copied already stays; what was removed from RAGFlow's table is not found there. */
    private @Nullable String copy(Connection connection, @Nullable String after) throws SQLException {
        String behind = after == null ? "" : " WHERE id > ?";
        String last = null;
        try (PreparedStatement statement = connection.prepareStatement("SELECT id FROM " + quoted(ModelTables.INSTANCE)
                + behind + " ORDER BY id LIMIT 1 OFFSET " + (CHUNK_ROWS - 1))) {
            if (after != null) {
                statement.setString(1, after);
            }
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    last = row.getString(1);
                }
            }
        }
        String to = last == null ? "" : (after == null ? " WHERE" : " AND") + " id <= ?";
        String sql = "INSERT INTO " + quoted(TABLE) + " (provider_id, instance_id, bytes) SELECT provider_id, id, "
                + SIZE + " FROM "
                + quoted(ModelTables.INSTANCE) + behind + to
                + (dialect().isPostgres()
                        ? " ON CONFLICT DO NOTHING"
                        : " ON DUPLICATE KEY UPDATE instance_id = " + quoted(TABLE) + ".instance_id");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 0;
            for (String key : new String[] {after, last}) {
                if (key != null) {
                    statement.setString(++parameter, key);
                }
            }
            statement.executeUpdate();
        }
        return last;
    }

    private void create(Connection connection) throws SQLException {
        String options = dialect().isPostgres()
                ? ""
                : " DEFAULT CHARSET = utf8mb4 COLLATE = " + COLLATION + " ROW_FORMAT = DYNAMIC";
        execute(connection, """
                CREATE TABLE IF NOT EXISTS %s (
                  provider_id VARCHAR(255) NOT NULL,
                  instance_id VARCHAR(255) NOT NULL,
                  bytes BIGINT NOT NULL,
                  PRIMARY KEY (provider_id, instance_id)
                )%s""".formatted(quoted(TABLE), options));
    }

    /** Notes, in the caller's transaction, the instances that it adds; does nothing for rows of another table. */
    public void note(Connection transaction, InsertBatch added) throws SQLException {
        if (seen.isEmpty() || !added.table().equals(ModelTables.INSTANCE) || added.size() == 0) {
            return;
        }
        List<List<Object>> entries = new ArrayList<>();
        for (InsertBatch.Row row : added.rows()) {
            entries.add(List.of(
                    row.value("provider_id"), row.id(), bytes(row.value("api_key")) + bytes(row.value("extra"))));
        }
        new RowInsert(dialect(), TABLE, List.of("provider_id", "instance_id", "bytes")).write(transaction, entries);
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * The table of instances as {@code i}, and which of its rows: those of so many different providers, which are the parameters;
     * empty where nobody has filled the table, and RAGFlow's must be searched. The server looks the ids up: it reads lists of them
     * far slower. MySQL looks the providers up as well: given a list of them, it reads the whole table until it has counted its
     * rows, some time after they were added.
     */
    Optional<String> joined(int providers) {
        LiveTable.Column id = instanceId;
        if (seen.isEmpty() || id == null) {
            return Optional.empty();
        }
        String instance = " ON i.id = " + RowValues.comparable(dialect(), "x.instance_id", id);
        if (dialect().isPostgres()) {
            return Optional.of(quoted(TABLE) + " AS x JOIN " + quoted(ModelTables.INSTANCE) + " AS i" + instance
                    + " WHERE x.provider_id IN " + InList.of(providers));
        }
        return Optional.of("(SELECT ? AS id" + " UNION ALL SELECT ?".repeat(providers - 1) + ") AS p STRAIGHT_JOIN "
                + quoted(TABLE) + " AS x FORCE INDEX (PRIMARY) ON x.provider_id = CONVERT(p.id USING utf8mb4) COLLATE "
                + COLLATION + " STRAIGHT_JOIN " + quoted(ModelTables.INSTANCE) + " AS i"
                + (id.isPrimaryKey() ? " FORCE INDEX (PRIMARY)" : "") + instance);
    }

    /** What is noted of the instances of some providers; empty where nobody has filled the table. */
    Optional<List<Entry>> entries(Connection connection, Collection<String> providers) throws SQLException {
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        byProvider.each(
                connection,
                "provider_id, instance_id, bytes",
                providers,
                row -> entries.add(new Entry(row.getString(1), row.getString(2), row.getLong(3))));
        return Optional.of(entries);
    }

    /** Takes the table away, after the last stage. */
    public void drop() throws SQLException {
        if (searchesOnly) {
            return;
        }
        seen = List.of();
        try (Connection connection = database.dataSource().getConnection()) {
            drop(connection);
        }
    }

    private void drop(Connection connection) throws SQLException {
        execute(connection, "DROP TABLE IF EXISTS " + quoted(TABLE));
    }

    /** What changes whenever an instance is added. */
    private List<Long> numbers(Connection connection) throws SQLException {
        String sql = "SELECT COUNT(*), MAX(create_time), MAX(update_time) FROM " + quoted(ModelTables.INSTANCE);
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return List.of(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }

    private Dialect dialect() {
        return database.dialect();
    }

    private String quoted(String name) {
        return dialect().quoted(name);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
