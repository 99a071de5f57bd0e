package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A checksum of every row of every table, to tell what a second run changed or what two databases differ in. */
public final class TableChecksums {

    private static final String BACKUP = "tenant_model_backup";

    private static final Set<String> MODEL_TABLES =
            Set.of("tenant_model_provider", "tenant_model_instance", "tenant_model", BACKUP);

    private static final Set<String> TIMES = Set.of("create_time", "create_date", "update_time", "update_date");

    private final SortedMap<String, SortedMap<String, String>> rows = new TreeMap<>();

    private TableChecksums() {}

    /** Every row as it is, under its primary key. */
    public static TableChecksums of(Connection connection) throws SQLException {
        DatabaseSnapshot snapshot = DatabaseSnapshot.of(connection);
        TableChecksums checksums = new TableChecksums();
        snapshot.tables().forEach((table, found) -> {
            for (Row row : found) {
                checksums.add(table, snapshot.keyOf(table, row), row.values());
            }
        });
        return checksums;
    }

    /**
     * Rows as they mean the same in another database: generated ids and the times of the new model tables left out, ids
     * replaced by what they point to.
     */
    public static TableChecksums masked(Connection connection) throws SQLException {
        DatabaseSnapshot snapshot = DatabaseSnapshot.of(connection);
        Map<String, String> names = names(snapshot);
        TableChecksums checksums = new TableChecksums();
        snapshot.tables().forEach((table, found) -> {
            for (Row row : found) {
                SortedMap<String, @Nullable String> values = masked(table, row, names);
                checksums.add(table, key(snapshot, table, row, names), values);
            }
        });
        return checksums;
    }

    /** What the generated ids point to, in words. */
    private static Map<String, String> names(DatabaseSnapshot snapshot) {
        Map<String, String> names = new HashMap<>();
        for (Row row : snapshot.rows("tenant_model_provider")) {
            names.put(row.text("id"), row.text("tenant_id") + " | " + row.text("provider_name"));
        }
        for (Row row : snapshot.rows("tenant_model_instance")) {
            names.put(row.text("id"), names.get(row.text("provider_id")) + " | " + row.text("instance_name"));
        }
        for (Row row : snapshot.rows("tenant_model")) {
            names.put(row.text("id"), nameOf(row, names));
        }
        for (Row row : snapshot.rows(BACKUP)) {
            names.put(BACKUP + row.text("id"), nameOf(row, names));
        }
        for (Row row : snapshot.rows("tenant_llm")) {
            if (row.has("id")) {
                names.put(
                        "tenant_llm " + row.text("id"),
                        row.text("tenant_id") + " | " + row.text("llm_factory") + " | " + row.text("llm_name"));
            }
        }
        return names;
    }

    private static String nameOf(Row model, Map<String, String> names) {
        return names.get(model.text("instance_id")) + " | " + model.text("model_name") + " | "
                + model.text("model_type");
    }

    private static String key(DatabaseSnapshot snapshot, String table, Row row, Map<String, String> names) {
        if (MODEL_TABLES.contains(table)) {
            return String.valueOf(names.get((table.equals(BACKUP) ? BACKUP : "") + row.text("id")));
        }
        return table.equals("tenant_llm") && row.has("id")
                ? String.valueOf(names.get("tenant_llm " + row.text("id")))
                : snapshot.keyOf(table, row);
    }

    private static SortedMap<String, @Nullable String> masked(String table, Row row, Map<String, String> names) {
        SortedMap<String, @Nullable String> values = new TreeMap<>(row.values());
        if (MODEL_TABLES.contains(table)) {
            TIMES.forEach(values::remove);
            values.remove("id");
            values.computeIfPresent("provider_id", (column, id) -> String.valueOf(names.get(id)));
            values.computeIfPresent("instance_id", (column, id) -> String.valueOf(names.get(id)));
        } else if (table.equals("tenant_llm")) {
            values.remove("id");
        }
        values.replaceAll((column, value) ->
                value != null && column.matches("tenant_\\w+_id(_backup)?") && !column.equals("tenant_id")
                        ? names.getOrDefault("tenant_llm " + value, names.getOrDefault(value, value))
                        : value);
        return values;
    }

    private void add(String table, String key, SortedMap<String, @Nullable String> values) {
        SortedMap<String, String> found = rows.computeIfAbsent(table, name -> new TreeMap<>());
        String unique = key;
        for (int i = 2; found.containsKey(unique); i++) {
            unique = key + " #" + i;
        }
        found.put(unique, checksum(values.toString()));
    }

    private static String checksum(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same without the given tables. */
    public TableChecksums without(String... tables) {
        TableChecksums rest = new TableChecksums();
        rest.rows.putAll(rows);
        rest.rows.keySet().removeAll(Set.of(tables));
        return rest;
    }

    /** Number of rows by table. */
    public SortedMap<String, Integer> counts() {
        SortedMap<String, Integer> counts = new TreeMap<>();
        rows.forEach((table, found) -> counts.put(table, found.size()));
        return counts;
    }

    /** What the other has otherwise, a sentence for each row; tables without rows do not count. */
    public List<String> differencesTo(TableChecksums other) {
        List<String> differences = new ArrayList<>();
        SortedMap<String, SortedMap<String, String>> all = new TreeMap<>(rows);
        other.rows.forEach(all::putIfAbsent);
        for (String table : all.keySet()) {
            SortedMap<String, String> here = rows.getOrDefault(table, new TreeMap<>());
            SortedMap<String, String> there = other.rows.getOrDefault(table, new TreeMap<>());
            SortedMap<String, String> keys = new TreeMap<>(here);
            there.forEach(keys::putIfAbsent);
            for (String key : keys.keySet()) {
                String before = here.get(key);
                String after = there.get(key);
                if (before == null) {
                    differences.add(table + ": row added: " + key);
                } else if (after == null) {
                    differences.add(table + ": row gone: " + key);
                } else if (!before.equals(after)) {
                    differences.add(table + ": row changed: " + key);
                }
            }
        }
        return differences;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableChecksums that && rows.equals(that.rows);
    }

    @Override
    public int hashCode() {
        return rows.hashCode();
    }

    @Override
    public String toString() {
        return rows.toString();
    }
}
