package dev.ragflow.migrator.schema;

import org.jspecify.annotations.Nullable;

/**
 * A column of the expected or the live schema.
 *
 * @param name the column's name
 * @param type its type
 * @param nullable whether NULL is allowed
 * @param autoIncrement whether the server numbers new rows: AUTO_INCREMENT, an identity, or a sequence default
 * @param serverDefault the default as an SQL expression, null if there is none; expected schemas have none
 * @param text character set and collation of a live text column, null otherwise
 */
public record Column(
        String name,
        ColumnType type,
        boolean nullable,
        boolean autoIncrement,
        @Nullable String serverDefault,
        @Nullable Text text) {

    /**
     * How a live text column stores its characters.
     *
     * @param charset character set; empty on PostgreSQL, where the database has one for all
     * @param collation collation; empty on PostgreSQL where the column has the database's own
     * @param bytesPerCharacter the most bytes a character takes
     */
    public record Text(String charset, String collation, int bytesPerCharacter) {}

    /** A column as an expected schema states it. */
    static Column expected(String name, ColumnType type, boolean nullable, boolean autoIncrement) {
        return new Column(name, type, nullable, autoIncrement, null, null);
    }

    /** Type and nullability, for messages: {@code varchar(32) not null}. */
    String describe() {
        return type + (nullable ? " null" : " not null") + (autoIncrement ? " auto_increment" : "");
    }
}
