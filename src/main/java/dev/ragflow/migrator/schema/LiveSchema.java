package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the connection's current database (MySQL, MariaDB) or schema (PostgreSQL) looks like at one moment: a handful of
 * metadata queries, whatever the number of tables.
 *
 * @param dialect the server's dialect
 * @param name the database's (MySQL) or schema's (PostgreSQL) name
 * @param charset default character set of the database; empty on PostgreSQL
 * @param collation default collation of the database; empty on PostgreSQL
 * @param tables the tables by name; views are not among them
 * @param takenNames every relation name in use in a PostgreSQL schema, where indexes, tables and sequences share one
 *     name space; empty for the MySQL family, where an index belongs to its table
 * @param toCome tables, and columns as {@code table.column}, that statements of a rehearsal would make
 */
public record LiveSchema(
        Dialect dialect,
        String name,
        String charset,
        String collation,
        SortedMap<String, Table> tables,
        Set<String> takenNames,
        Set<String> toCome) {

    public LiveSchema {
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
        takenNames = Set.copyOf(takenNames);
        toCome = Set.copyOf(toCome);
    }

    /** A schema as it is. */
    LiveSchema(
            Dialect dialect,
            String name,
            String charset,
            String collation,
            SortedMap<String, Table> tables,
            Set<String> takenNames) {
        this(dialect, name, charset, collation, tables, takenNames, Set.of());
    }

    /** Whether a table is in a rehearsal only, so that it has no rows. */
    boolean isToCome(String table) {
        return toCome.contains(table);
    }

    /** Whether a column is in a rehearsal only, so that it holds nothing. */
    boolean isToCome(String table, String column) {
        return isToCome(table) || toCome.contains(table + "." + column);
    }

    /**
     * Reads all tables.
     *
     * @throws MigrationException when the metadata cannot be read
     */
    public static LiveSchema read(Connection connection, Dialect dialect) {
        return read(connection, dialect, Set.of());
    }

    /** Reads one table only (and none if it is not there): the state to decide from right before a change. */
    public static LiveSchema readTable(Connection connection, Dialect dialect, String table) {
        return read(connection, dialect, Set.of(table));
    }

    private static LiveSchema read(Connection connection, Dialect dialect, Set<String> only) {
        try {
            return dialect.isPostgres()
                    ? new PostgresMetadata(connection, only).read()
                    : new MySqlMetadata(connection, dialect, only).read();
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private static MigrationException unreadable(SQLException e) {
        return new MigrationException("The database's metadata could not be read; nothing was changed", e);
    }

    /**
     * The same with some tables as they are now, or without them where they are gone; all of them are read at once.
     *
     * @param changed at least one
     */
    public LiveSchema refreshed(Connection connection, Set<String> changed) {
        SortedMap<String, Table> now = new TreeMap<>(tables);
        now.keySet().removeAll(changed);
        if (dialect.isPostgres()) {
            LiveSchema some = read(connection, dialect, changed);
            now.putAll(some.tables());
            return new LiveSchema(dialect, name, charset, collation, now, some.takenNames());
        }
        try {
            now.putAll(new MySqlMetadata(connection, dialect, changed).tables());
        } catch (SQLException e) {
            throw unreadable(e);
        }
        return new LiveSchema(dialect, name, charset, collation, now, takenNames);
    }

    /** The table of that name; empty if there is none. */
    public Optional<Table> table(String table) {
        return Optional.ofNullable(tables.get(table));
    }

    /** Whether the table is there and has the column. */
    public boolean hasColumn(String table, String column) {
        Table live = tables.get(table);
        return live != null && live.hasColumn(column);
    }
}
