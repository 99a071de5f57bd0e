package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table with references, as the database has it, read for some tenants at a time by the index on its owner, and each different
 * text once where rows share theirs.
 *
 * @param names columns with one name each
 * @param hints columns with the number that v0.25 left beside the name of the same index; empty texts where there is none
 * @param ids columns with the id of the model beside the name of the same index; empty texts where there is none
 * @param census which rows share their texts; null where the server is asked owner by owner
 */
public record ReferenceSource(
        KeyedTables keyed,
        ReferenceTable table,
        List<String> names,
        List<String> hints,
        List<String> ids,
        @Nullable TextCensus census) {

    /** Rows read at once: what is found in them is kept until it is judged. */
    private static final int ROWS = 10_000;

    /** Takes what a row holds. */
    public interface Taker {

        /** What one row holds: texts are empty, numbers and ids null where there is none. */
        void row(String tenant, String id, String[] names, @Nullable Long[] hints, @Nullable String[] ids, String json);

        /** What some rows of a tenant hold that have the same text, told by the first of them. */
        void rows(String tenant, String first, long count, String json);

        /** The end of some rows: statements may run. */
        void end() throws SQLException;
    }

    /** The tables of the database that name models. */
    public static List<ReferenceSource> all(Connection connection, KeyedTables keyed) throws SQLException {
        List<ReferenceSource> sources = new ArrayList<>();
        for (ReferenceTable any : ReferenceTable.ALL) {
            LiveTable live =
                    LiveTable.read(connection, keyed.dialect(), any.name()).orElse(null);
            if (live == null || !live.has(any.owner()) || !live.has("id")) {
                continue;
            }
            ReferenceTable table = any.within(live);
            List<ReferenceTable.Lookup> lookups = new ArrayList<>();
            for (ReferenceTable.Lookup lookup : table.lookups()) {
                if (LiveTable.read(connection, keyed.dialect(), lookup.table())
                        .filter(found -> found.has(lookup.column()))
                        .isPresent()) {
                    lookups.add(lookup);
                }
            }
            boolean hasOwners = table.lookups().isEmpty() || !lookups.isEmpty();
            if (hasOwners && !(table.names().isEmpty() && table.json() == null)) {
                sources.add(of(
                        keyed,
                        new ReferenceTable(table.name(), table.names(), table.json(), table.owner(), lookups),
                        live));
            }
        }
        return sources;
    }

    private static ReferenceSource of(KeyedTables keyed, ReferenceTable table, LiveTable live) {
        List<String> hints = table.names().stream()
                .map(IdTable::idColumn)
                .map(column -> table.mayHint() && live.isInteger(column) ? column : "")
                .toList();
        List<String> ids = table.names().stream()
                .map(IdTable::idColumn)
                .map(column -> live.isText(column) ? column : "")
                .toList();
        return new ReferenceSource(keyed, table, table.names(), hints, ids, null);
    }

    /**
     * The same, with what one pass over the table tells, if it is large and its rows share texts.
     *
     * @param large how many rows make it large
     * @param between called now and then; ends the pass by throwing
     */
    public ReferenceSource counted(Connection connection, int large, Runnable between) throws SQLException {
        return table.sharesTexts()
                ? new ReferenceSource(
                        keyed,
                        table,
                        names,
                        hints,
                        ids,
                        TextCensus.of(connection, texts(), large, between).orElse(null))
                : this;
    }

    private SharedTexts texts() {
        return new SharedTexts(keyed, table.name(), table.owner(), Objects.requireNonNull(table.json()));
    }

    private boolean hasIds() {
        return ids.stream().anyMatch(column -> !column.isEmpty());
    }

    /** Reads the rows of some tenants. */
    public void read(Connection connection, Collection<String> tenants, Taker taker) throws SQLException {
        Map<String, String> tenantOf = owners(connection, tenants);
        for (List<String> portion : InList.portions(tenantOf.keySet())) {
            if (table.sharesTexts() && readShared(connection, portion, tenantOf, taker)) {
                taker.end();
                continue;
            }
            String @Nullable [] after = null;
            do {
                after = page(connection, portion, after, tenantOf, taker);
                taker.end();
            } while (after != null);
        }
    }

    /** Reads each text once; does nothing where there are too many different ones. */
    private boolean readShared(Connection connection, List<String> owners, Map<String, String> tenantOf, Taker taker)
            throws SQLException {
        SharedTexts texts = texts();
        List<SharedTexts.Rows> rows = census != null
                ? census.of(owners)
                : texts.of(connection, owners).orElse(null);
        if (rows == null || rows.size() > SharedTexts.MOST) {
            return false;
        }
        Map<String, SharedTexts.Rows> byFirst = new HashMap<>();
        rows.forEach(some -> byFirst.put(some.first(), some));
        texts.read(connection, byFirst.keySet(), (id, text) -> {
            SharedTexts.Rows some = byFirst.get(id);
            String tenant = some == null ? null : tenantOf.get(some.owner());
            if (some != null && tenant != null) {
                taker.rows(tenant, id, some.count(), text);
            }
        });
        return true;
    }

    /** Reads the rows that belong to no tenant, but hold ids of models. */
    public void readUnowned(Connection connection, Taker taker) throws SQLException {
        if (!hasIds()) {
            return;
        }
        String sql = select() + " WHERE " + keyed.dialect().quoted(table.owner()) + " IS NULL";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = ResultStream.rows(statement, keyed.dialect())) {
            while (row.next()) {
                take(row, "", taker);
            }
        }
        taker.end();
    }

    /** The tenants by what the owner's column holds. */
    private Map<String, String> owners(Connection connection, Collection<String> tenants) throws SQLException {
        Map<String, String> tenantOf = new HashMap<>();
        if (table.lookups().isEmpty()) {
            tenants.forEach(tenant -> tenantOf.put(tenant, tenant));
            return tenantOf;
        }
        List<ReferenceTable.Lookup> before = new ArrayList<>();
        for (ReferenceTable.Lookup lookup : table.lookups()) {
            Map<String, String> found = new HashMap<>();
            String columns = "id, " + keyed.dialect().quoted(lookup.column());
            keyed.rows(lookup.table(), lookup.column()).each(connection, columns, tenants, row -> {
                String tenant = row.getString(2);
                if (!tenant.isEmpty() && tenants.contains(tenant)) {
                    found.put(row.getString(1), tenant);
                }
            });
            for (ReferenceTable.Lookup earlier : before) {
                Set<String> taken = new IdLookup(keyed, earlier.table())
                        .values(connection, "id", "id", found.keySet())
                        .keySet();
                found.keySet().removeAll(new HashSet<>(taken));
            }
            tenantOf.putAll(found);
            before.add(lookup);
        }
        return tenantOf;
    }

    private String select() {
        Stream<String> columns = Stream.of(
                        Stream.of("id", table.owner()),
                        names.stream(),
                        hints.stream().filter(column -> !column.isEmpty()),
                        ids.stream().filter(column -> !column.isEmpty()),
                        Optional.ofNullable(table.json()).stream())
                .flatMap(part -> part)
                .map(keyed.dialect()::quoted);
        return "SELECT " + columns.collect(Collectors.joining(", ")) + " FROM "
                + keyed.dialect().quoted(table.name());
    }

    /** Reads rows behind a position; returns where they end, null if there is nothing behind. */
    private String @Nullable [] page(
            Connection connection,
            List<String> keys,
            String @Nullable [] after,
            Map<String, String> tenantOf,
            Taker taker)
            throws SQLException {
        String owner = keyed.dialect().quoted(table.owner());
        String sql = select() + " WHERE " + owner + " IN " + InList.of(keys.size())
                // the first part is for the index alone
                + (after == null ? "" : " AND " + owner + " >= ? AND (" + owner + " > ? OR id > ?)")
                + " ORDER BY " + (table.owner().equals("id") ? "id" : owner + ", id") + " LIMIT " + ROWS;
        int count = 0;
        String[] last = {"", ""};
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            InList.bind(statement, 1, keys);
            if (after != null) {
                InList.bind(statement, 1 + keys.size(), List.of(after[0], after[0], after[1]));
            }
            try (ResultSet row = ResultStream.rows(statement, keyed.dialect())) {
                while (row.next()) {
                    count++;
                    last[0] = row.getString(2);
                    last[1] = row.getString(1);
                    String tenant = tenantOf.get(last[0]);
                    if (tenant != null) {
                        take(row, tenant, taker);
                    }
                }
            }
        }
        return count < ROWS ? null : last;
    }

    private void take(ResultSet row, String tenant, Taker taker) throws SQLException {
        int column = 2;
        String[] texts = new String[names.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = Sql.text(row, ++column);
        }
        @Nullable Long[] numbers = new Long[names.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!hints.get(i).isEmpty()) {
                long number = row.getLong(++column);
                numbers[i] = row.wasNull() ? null : number;
            }
        }
        @Nullable String[] models = new String[names.size()];
        for (int i = 0; i < models.length; i++) {
            models[i] = ids.get(i).isEmpty() ? null : row.getString(++column);
        }
        taker.row(
                tenant,
                row.getString(1),
                texts,
                numbers,
                models,
                table.json() == null ? "" : Sql.text(row, column + 1));
    }
}
