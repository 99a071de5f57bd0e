package dev.ragflow.migrator.database;

import java.util.List;
import java.util.stream.Collectors;

/** What differs between the databases and is needed everywhere; finer differences live beside the SQL they belong to. */
public enum Dialect {
    MYSQL(DatabaseType.MYSQL, '`'),
    /** Speaks MySQL's protocol, but has its own metadata spelling, type display and DDL abilities. */
    MARIADB(DatabaseType.MYSQL, '`'),
    POSTGRES(DatabaseType.POSTGRES, '"');

    private final DatabaseType type;
    private final char quote;

    Dialect(DatabaseType type, char quote) {
        this.type = type;
        this.quote = quote;
    }

    public DatabaseType type() {
        return type;
    }

    public boolean isPostgres() {
        return this == POSTGRES;
    }

    /** Whether the server is MySQL or MariaDB. */
    public boolean isMySqlFamily() {
        return type == DatabaseType.MYSQL;
    }

    /** A table's name, and the one it gets. */
    public record TableRename(String from, String to) {}

    /**
     * Statements that rename tables so that nobody sees a state in between: one on MySQL and MariaDB, several for one transaction
     * on PostgreSQL.
     */
    public List<String> renameTables(List<TableRename> renames) {
        if (isPostgres()) {
            return renames.stream()
                    .map(rename -> "ALTER TABLE " + quoted(rename.from()) + " RENAME TO " + quoted(rename.to()))
                    .toList();
        }
        return List.of(renames.stream()
                .map(rename -> quoted(rename.from()) + " TO " + quoted(rename.to()))
                .collect(Collectors.joining(", ", "RENAME TABLE ", "")));
    }

    /**
     * Has the server count the rows of a table. Servers do this by themselves, but some time later, and until then may read a whole
     * table that was just filled where an index would do.
     */
    public String refreshStatistics(String table) {
        return (isPostgres() ? "ANALYZE " : "ANALYZE NO_WRITE_TO_BINLOG TABLE ") + quoted(table);
    }

    /** Quotes a table, column or index name, doubling the quote character inside. */
    public String quoted(String identifier) {
        String mark = String.valueOf(quote);
        return mark + identifier.replace(mark, mark + mark) + mark;
    }
}
