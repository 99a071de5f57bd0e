package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables of a database, each looked at once. Nothing else alters them while a stage is at work, as far as anybody can tell; what
 * is known is to be forgotten where a stage begins, and where this program itself has made, changed or removed a table. Used by
 * several threads: what one has asked before another forgets is never taken for what is there after it.
 */
public final class LiveTables {

    private final Database database;
    private final Map<String, Optional<LiveTable>> known = new HashMap<>();

    public LiveTables(Database database) {
        this.database = database;
    }

    /** Empty where there is no table of that name. */
    synchronized Optional<LiveTable> get(String name) throws SQLException {
        Optional<LiveTable> table = known.get(name);
        if (table == null) {
            try (Connection connection = database.dataSource().getConnection()) {
                table = LiveTable.read(connection, database.dialect(), name);
            }
            known.put(name, table);
        }
        return table;
    }

    /** Looks at those that are not known yet, with one question; whoever needs many calls it first. */
    synchronized void look(Collection<String> names) throws SQLException {
        List<String> unknown =
                names.stream().filter(name -> !known.containsKey(name)).toList();
        if (unknown.isEmpty()) {
            return;
        }
        try (Connection connection = database.dataSource().getConnection()) {
            LiveTable.read(connection, database.dialect(), unknown)
                    .forEach((name, table) -> known.put(name, Optional.of(table)));
        }
    }

    /** To be called where tables may have come, gone or changed. */
    synchronized void forget() {
        known.clear();
    }
}
