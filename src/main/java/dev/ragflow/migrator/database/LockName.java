package dev.ragflow.migrator.database;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A session-level lock of the server that a run holds from its first look at the database to its end. */
public enum LockName {
    /** Keeps a second migrator out; takes the place of Liquibase's lock table, whose rows outlive a killed run. */
    CHANGELOG("the changelog lock", 4_272_103_661L) {
        @Override
        String mySqlName(String database) {
            // names are server-global and at most 64 characters long
            String name = "ragflow_migrator." + database;
            return name.length() <= 64
                    ? name
                    : "ragflow_migrator." + sha256(database).substring(0, 40);
        }
    },
    /**
     * RAGFlow's own: every pod takes it at start-up around its {@code ALTER}s ({@code init_database_tables} on MySQL,
     * advisory lock 1241179007 on PostgreSQL).
     */
    RAGFLOW_START_UP("RAGFlow's start-up lock", 1_241_179_007L) {
        @Override
        String mySqlName(String database) {
            return "init_database_tables";
        }
    };

    private final String description;
    private final long postgresKey;

    LockName(String description, long postgresKey) {
        this.description = description;
        this.postgresKey = postgresKey;
    }

    abstract String mySqlName(String database);

    long postgresKey() {
        return postgresKey;
    }

    /** For messages: {@code the changelog lock}. */
    public String description() {
        return description;
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
