package dev.ragflow.migrator.oracle;

import static dev.ragflow.migrator.oracle.RowLoader.row;

import dev.ragflow.migrator.database.VendorError;
import dev.ragflow.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes as a pod of RAGFlow v0.24 does, statement by statement with that release's columns, and remembers what the server
 * acknowledged, and how long it took.
 */
final class OldApplication implements AutoCloseable {

    private static final int TRIES = 5;

    private interface Write {
        void run() throws SQLException;
    }

    /** A row and the columns that tell whether it is as it was written; none where it was deleted. */
    private record Place(String table, String id) {}

    private final Connection connection;
    private final RowLoader loader;
    private final TestDatabase database;
    private final Map<Place, Map<String, String>> rows = new LinkedHashMap<>();
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final List<String> users = new ArrayList<>();
    private final List<String> canvases;
    private final List<String> documents;
    private Duration longest = Duration.ZERO;
    private String slowest = "";
    private int writes;

    OldApplication(TestDatabase database) throws SQLException {
        this.database = database;
        this.connection = database.connect();
        // the columns are those of before the migration
        this.loader = new RowLoader(connection);
        this.canvases = ids("SELECT `id` FROM `user_canvas` ORDER BY `id`");
        this.documents = ids("SELECT `id` FROM `document` ORDER BY `id`");
    }

    /** The slowest statement: how long its caller waited. */
    Duration longest() {
        return longest;
    }

    String slowest() {
        return slowest;
    }

    int writes() {
        return writes;
    }

    /** One of each thing that users do. */
    void round(int n) throws SQLException {
        if (n % 3 == 0 || users.isEmpty()) {
            newUser("writer-" + n);
        }
        String user = users.get(n % users.size());
        key(user, "chat", "key-" + n + "-of-" + user);
        update("tenant", user, "name", "Renamed " + n);
        String model = "late-" + n;
        addModel(user, model, n % 2 == 0 ? "chat" : "image2text");
        update("dialog", id(user, "dialog"), "llm_id", model + "@Ollama");
        update("tenant", user, n % 2 == 0 ? "llm_id" : "img2txt_id", model + "@Ollama");
        update("user_canvas", id(user, "canvas"), "dsl", "{\"n\":" + n + ",\"llm_id\":\"" + model + "@Ollama\"}");
        update("knowledgebase", id(user, "kb"), "name", "Knowledge " + n);
        document(user, n, model);
        deleted(user, n);
        // rows that the migration has to rewrite as well
        String document = documents.get(n * 37 % documents.size());
        update("document", document, "location", "moved-" + n);
        String canvas = canvases.get(n * 7 % canvases.size());
        update("user_canvas", canvas, "title", "Edited " + n);
    }

    private void newUser(String name) throws SQLException {
        String tenant = id(name, "tenant");
        insert("user", row("id", tenant, "nickname", name, "email", name + "@example.com"));
        insert(
                "tenant",
                row(
                        "id",
                        tenant,
                        "name",
                        name,
                        "llm_id",
                        "chat@Ollama",
                        "embd_id",
                        "embed@Ollama",
                        "img2txt_id",
                        "",
                        "parser_ids",
                        "naive:General",
                        "status",
                        "1"));
        insert(
                "user_tenant",
                row("id", id(name, "member"), "user_id", tenant, "tenant_id", tenant, "role", "owner", "status", "1"));
        addModel(tenant, "chat", "chat");
        addModel(tenant, "embed", "embedding");
        insert(
                "knowledgebase",
                row(
                        "id",
                        id(tenant, "kb"),
                        "tenant_id",
                        tenant,
                        "name",
                        name,
                        "embd_id",
                        "embed@Ollama",
                        "status",
                        "1"));
        insert("dialog", row("id", id(tenant, "dialog"), "tenant_id", tenant, "name", name, "llm_id", "chat@Ollama"));
        insert(
                "user_canvas",
                row("id", id(tenant, "canvas"), "user_id", tenant, "title", name, "permission", "me", "dsl", "{}"));
        users.add(tenant);
    }

    private void document(String user, int n, String model) throws SQLException {
        String id = HardCases.id(user + " document " + n);
        String config = "{\"llm_id\":\"" + model + "@Ollama\",\"n\":" + n + "}";
        insert(
                "document",
                row(
                        "id",
                        id,
                        "kb_id",
                        id(user, "kb"),
                        "created_by",
                        user,
                        "name",
                        "file-" + n,
                        "parser_config",
                        config));
        update("document", id, "progress_msg", "chunked " + n);
    }

    /** Rows that are written and taken away again, what the migration may have read in between. */
    private void deleted(String user, int n) throws SQLException {
        String canvas = HardCases.id(user + " canvas " + n);
        insert(
                "user_canvas",
                row("id", canvas, "user_id", user, "title", "short", "dsl", "{\"llm_id\":\"chat@Ollama\"}"));
        String dialog = HardCases.id(user + " dialog " + n);
        insert("dialog", row("id", dialog, "tenant_id", user, "name", "short", "llm_id", "chat@Ollama"));
        String kb = HardCases.id(user + " kb " + n);
        insert("knowledgebase", row("id", kb, "tenant_id", user, "name", "short", "embd_id", "embed@Ollama"));
        delete("user_canvas", canvas);
        delete("dialog", dialog);
        delete("knowledgebase", kb);
        if (n >= 3) {
            delete("document", HardCases.id(users.get((n - 3) % users.size()) + " document " + (n - 3)));
        }
    }

    private void addModel(String tenant, String name, String type) throws SQLException {
        String key = "key-of-" + name + "-of-" + tenant;
        long now = System.currentTimeMillis();
        timed(
                "INSERT tenant_llm",
                () -> loader.insert(
                        "tenant_llm",
                        row(
                                "tenant_id",
                                tenant,
                                "llm_factory",
                                "Ollama",
                                "llm_name",
                                name,
                                "model_type",
                                type,
                                "api_key",
                                key,
                                "api_base",
                                "http://ollama.internal",
                                "max_tokens",
                                8192,
                                "status",
                                "1",
                                "create_time",
                                now,
                                "update_time",
                                now)));
        keys.put(tenant + " " + name, key);
    }

    private void key(String tenant, String name, String key) throws SQLException {
        execute(
                "UPDATE `tenant_llm` SET `api_key` = ?, `update_time` = ? WHERE `tenant_id` = ? AND `llm_factory` ="
                        + " 'Ollama' AND `llm_name` = ?",
                key,
                System.currentTimeMillis(),
                tenant,
                name);
        keys.put(tenant + " " + name, key);
    }

    private void insert(String table, Map<String, @Nullable Object> values) throws SQLException {
        long now = System.currentTimeMillis();
        values.put("create_time", now);
        values.put("update_time", now);
        timed("INSERT " + table, () -> loader.insert(table, values));
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((column, value) -> {
            if (value instanceof String text) {
                texts.put(column, text);
            }
        });
        rows.put(new Place(table, String.valueOf(values.get("id"))), texts);
    }

    private void update(String table, String id, String column, String value) throws SQLException {
        int found = execute(
                "UPDATE `" + table + "` SET `" + column + "` = ?, `update_time` = ? WHERE `id` = ?",
                value,
                System.currentTimeMillis(),
                id);
        if (found != 1) {
            throw new IllegalStateException("the row " + id + " of " + table + " is gone");
        }
        rows.computeIfAbsent(new Place(table, id), place -> new LinkedHashMap<>())
                .put(column, value);
    }

    private void delete(String table, String id) throws SQLException {
        execute("DELETE FROM `" + table + "` WHERE `id` = ?", id);
        rows.put(new Place(table, id), Map.of());
    }

    private int execute(String sql, Object... parameters) throws SQLException {
        int[] found = {0};
        timed(sql, () -> {
            try (PreparedStatement statement = connection.prepareStatement(spelled(sql))) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                found[0] = statement.executeUpdate();
            }
        });
        return found[0];
    }

    /** RAGFlow tries again after deadlocks, too. */
    private void timed(String what, Write write) throws SQLException {
        for (int tried = 1; ; tried++) {
            long start = System.nanoTime();
            try {
                write.run();
                writes++;
                return;
            } catch (SQLException e) {
                if (tried == TRIES || VendorError.passing(e).isEmpty()) {
                    throw new SQLException(what, e);
                }
            } finally {
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                if (took.compareTo(longest) > 0) {
                    longest = took;
                    slowest = what;
                }
            }
        }
    }

    /** What is not as it was written, a line each; a reference may have its third part. */
    List<String> lost() throws SQLException {
        List<String> lost = new ArrayList<>();
        for (Map.Entry<Place, Map<String, String>> entry : rows.entrySet()) {
            Place place = entry.getKey();
            Map<String, String> wanted = entry.getValue();
            Map<String, String> found = read(place, wanted.keySet());
            if (wanted.isEmpty() != found.isEmpty()) {
                lost.add(place + (found.isEmpty() ? " is gone" : " came back"));
            }
            wanted.forEach((column, value) -> {
                String now = found.getOrDefault(column, value);
                if (!now.replaceAll("@default(-\\d+)?@Ollama", "@Ollama").equals(value)) {
                    lost.add(place + "." + column + " was " + value + " and is " + now);
                }
            });
        }
        lost.addAll(lostKeys());
        return lost;
    }

    private List<String> lostKeys() throws SQLException {
        List<String> lost = new ArrayList<>();
        List<String> stored = ids("SELECT CONCAT(p.`tenant_id`, ' ', i.`api_key`) FROM `tenant_model_instance` i"
                + " JOIN `tenant_model_provider` p ON p.`id` = i.`provider_id`");
        List<String> old = ids("SELECT CONCAT(`tenant_id`, ' ', `api_key`) FROM `tenant_llm`");
        keys.forEach((model, key) -> {
            String tenant = model.substring(0, model.indexOf(' '));
            if (!old.contains(tenant + " " + key)) {
                lost.add("the key of " + model + " is not in tenant_llm");
            }
            if (!stored.contains(tenant + " " + key)) {
                lost.add("the key of " + model + " is in no instance");
            }
        });
        return lost;
    }

    private Map<String, String> read(Place place, Iterable<String> columns) throws SQLException {
        Map<String, String> values = new LinkedHashMap<>();
        String sql = "SELECT * FROM `" + place.table() + "` WHERE `id` = ?";
        try (PreparedStatement statement = connection.prepareStatement(spelled(sql))) {
            statement.setString(1, place.id());
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    values.put("id", place.id());
                    for (String column : columns) {
                        values.put(column, String.valueOf(row.getString(column)));
                    }
                }
            }
        }
        return values;
    }

    private List<String> ids(String sql) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(spelled(sql));
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                ids.add(row.getString(1));
            }
        }
        return ids;
    }

    private String spelled(String sql) {
        return sql.replace("`", database.quoted("x").substring(0, 1));
    }

    private static String id(String user, String what) {
        return HardCases.id(user + " " + what);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
