package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The tables of a database, whose rows are found by their keys. Used by several threads. */
public final class KeyedTables {

    private record Key(String table, String column) {}

    private final Dialect dialect;
    private final Map<Key, KeyedRows> known = new ConcurrentHashMap<>();

    public KeyedTables(Dialect dialect) {
        this.dialect = dialect;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** The rows of a table by a column; which index serves is looked up once. */
    public KeyedRows rows(String table, String column) {
        return known.computeIfAbsent(new Key(table, column), key -> new KeyedRows(dialect, key.table(), key.column()));
    }

    /** To be called where tables or indexes may have come, gone or changed. */
    public void forget() {
        known.clear();
    }
}
