package dev.ragflow.migrator.database;

/** What differs between the databases and is needed everywhere; finer differences live beside the SQL they belong to. */
public enum Dialect {
    MYSQL(DatabaseType.MYSQL, '`'),
    /** Speaks MySQL's protocol, but has its own catalogue spelling, type display and DDL abilities. */
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

    /** Quotes a table, column or index name, doubling the quote character inside. */
    public String quoted(String identifier) {
        String mark = String.valueOf(quote);
        return mark + identifier.replace(mark, mark + mark) + mark;
    }
}
