package dev.ragflow.migrator.database;

/** The wire protocol and SQL dialect a RAGFlow installation uses; MariaDB and OceanBase count as {@link #MYSQL}. */
public enum DatabaseType {
    MYSQL("mysql", 3306),
    POSTGRES("postgres", 5432);

    private final String id;
    private final int defaultPort;

    DatabaseType(String id, int defaultPort) {
        this.id = id;
        this.defaultPort = defaultPort;
    }

    /** The name RAGFlow's {@code DB_TYPE} and {@code migration_history.db_type} use. */
    public String id() {
        return id;
    }

    public int defaultPort() {
        return defaultPort;
    }

    @Override
    public String toString() {
        return id;
    }
}
