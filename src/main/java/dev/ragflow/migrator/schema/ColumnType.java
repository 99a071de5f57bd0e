package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column type, free of what servers print around it: display widths, {@code tinyint(1)} for boolean, PostgreSQL's names.
 *
 * @param kind which type
 * @param length characters of a {@link Kind#VARCHAR}, 0 otherwise
 * @param spelling the type as the server or the schema file spells it
 */
public record ColumnType(Kind kind, int length, String spelling) {

    /** The types RAGFlow uses, and their narrower and wider relatives that real databases carry. */
    public enum Kind {
        VARCHAR,
        TINYTEXT,
        TEXT,
        LONGTEXT,
        BOOLEAN,
        SMALLINT,
        INT,
        BIGINT,
        FLOAT,
        DOUBLE,
        DATETIME,
        /** Anything else; equal only to itself. */
        OTHER
    }

    private static final Pattern VARCHAR = Pattern.compile("(?:varchar|character varying)\\((\\d+)\\)");

    /** Reads a type of a {@code schema.tsv}. */
    static ColumnType ofFile(String text) {
        ColumnType type = of(text);
        if (type.kind == Kind.OTHER) {
            throw new IllegalArgumentException("Unknown column type in the schema file: " + text);
        }
        return type;
    }

    /** Reads a type as a server's metadata prints it. */
    static ColumnType ofServer(String text, Dialect dialect) {
        ColumnType type = of(text);
        // PostgreSQL's text has no limit: as wide as the widest
        return dialect.isPostgres() && type.kind == Kind.TEXT ? new ColumnType(Kind.LONGTEXT, 0, text) : type;
    }

    static ColumnType varchar(int characters) {
        return new ColumnType(Kind.VARCHAR, characters, "varchar(" + characters + ")");
    }

    private static ColumnType of(String text) {
        String type = text.toLowerCase(Locale.ROOT).strip();
        Matcher varchar = VARCHAR.matcher(type);
        if (varchar.matches()) {
            return new ColumnType(Kind.VARCHAR, Integer.parseInt(varchar.group(1)), text);
        }
        return new ColumnType(kindOf(type), 0, text);
    }

    private static Kind kindOf(String type) {
        String bare = type.replaceFirst("\\(\\d+\\)", "");
        return switch (bare) {
            case "tinytext" -> Kind.TINYTEXT;
            case "text" -> Kind.TEXT;
            // between TEXT and LONGTEXT; RAGFlow has neither need nor use for the difference to TEXT
            case "mediumtext" -> Kind.TEXT;
            case "longtext", "character varying" -> Kind.LONGTEXT;
            case "boolean", "tinyint" -> Kind.BOOLEAN;
            case "smallint", "mediumint" -> Kind.SMALLINT;
            case "int", "integer" -> Kind.INT;
            case "bigint" -> Kind.BIGINT;
            case "float", "real" -> Kind.FLOAT;
            case "double", "double precision" -> Kind.DOUBLE;
            case "datetime", "timestamp without time zone" -> Kind.DATETIME;
            default -> Kind.OTHER;
        };
    }

    /** Whether every value of {@code expected} fits into this type: the same type, or a wider one. */
    boolean covers(ColumnType expected, Dialect dialect) {
        if (kind == expected.kind) {
            return kind == Kind.OTHER ? spelling.equalsIgnoreCase(expected.spelling) : length >= expected.length;
        }
        return switch (expected.kind) {
            case VARCHAR -> kind == Kind.TEXT || kind == Kind.LONGTEXT;
            case TEXT -> kind == Kind.LONGTEXT;
            case INT -> kind == Kind.BIGINT;
            case FLOAT -> kind == Kind.DOUBLE;
            // MySQL's boolean is an integer; PostgreSQL's is not
            case BOOLEAN ->
                dialect.isMySqlFamily() && (kind == Kind.SMALLINT || kind == Kind.INT || kind == Kind.BIGINT);
            default -> false;
        };
    }

    /** Whether values of this type survive the change to {@code expected} whatever they are. */
    boolean widensTo(ColumnType expected, Dialect dialect) {
        if (expected.covers(this, dialect)) {
            return true;
        }
        return switch (kind) {
            case TINYTEXT ->
                expected.kind == Kind.TEXT
                        || expected.kind == Kind.LONGTEXT
                        || (expected.kind == Kind.VARCHAR && expected.length >= 255);
            case SMALLINT -> expected.kind == Kind.INT || expected.kind == Kind.BIGINT;
            case BOOLEAN -> dialect.isMySqlFamily() && (expected.kind == Kind.INT || expected.kind == Kind.BIGINT);
            default -> false;
        };
    }

    /** Characters that fit, or bytes of MySQL's TEXT types; {@link Long#MAX_VALUE} if there is no limit. */
    long capacity(Dialect dialect) {
        return switch (kind) {
            case VARCHAR -> length;
            case TINYTEXT -> dialect.isPostgres() ? Long.MAX_VALUE : 255;
            case TEXT -> dialect.isPostgres() ? Long.MAX_VALUE : 65_535;
            default -> Long.MAX_VALUE;
        };
    }

    boolean isText() {
        return kind == Kind.VARCHAR || isUnboundedText();
    }

    /** Whether MySQL can index it only by a prefix and stores it outside the row. */
    boolean isUnboundedText() {
        return kind == Kind.TINYTEXT || kind == Kind.TEXT || kind == Kind.LONGTEXT;
    }

    /** The type in the server's SQL. */
    String sql(Dialect dialect) {
        return switch (kind) {
            case VARCHAR -> "varchar(" + length + ")";
            case TINYTEXT, TEXT, LONGTEXT ->
                dialect.isPostgres() ? "text" : kind.name().toLowerCase(Locale.ROOT);
            case BOOLEAN -> dialect.isPostgres() ? "boolean" : "tinyint(1)";
            case SMALLINT -> "smallint";
            case INT -> dialect.isPostgres() ? "integer" : "int";
            case BIGINT -> "bigint";
            case FLOAT -> dialect.isPostgres() ? "real" : "float";
            case DOUBLE -> dialect.isPostgres() ? "double precision" : "double";
            case DATETIME -> dialect.isPostgres() ? "timestamp" : "datetime";
            case OTHER -> spelling;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ColumnType that
                && kind == that.kind
                && length == that.length
                && (kind != Kind.OTHER || spelling.equalsIgnoreCase(that.spelling));
    }

    @Override
    public int hashCode() {
        return kind.hashCode() * 31 + length;
    }

    @Override
    public String toString() {
        return spelling;
    }
}
