package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column as {@code SHOW CREATE TABLE} defines it. {@code MODIFY} takes a whole definition and forgets what it does not say,
 * so changing a column means repeating the server's own words — character set, collation, default, comment — around the one
 * that changes.
 *
 * @param type the type, for example {@code varchar(32)}
 * @param rest everything after the type, with a leading blank, or empty
 */
record MySqlDefinition(String type, String rest) {

    /** {@code `name` type(…) rest,}; types with commas or quotes in brackets are not RAGFlow's and pass unharmed. */
    private static final Pattern COLUMN =
            Pattern.compile("^\\s*`((?:[^`]|``)+)`\\s+([A-Za-z]+(?:\\([^)]*\\))?)(.*?),?$");

    private static final Pattern CHARSET_AND_COLLATION = Pattern.compile("^(?: CHARACTER SET \\w+)?(?: COLLATE \\w+)?");

    /** A default that is a quoted text, a number or NULL; expressions are in brackets or have a function's name. */
    private static final Pattern LITERAL_DEFAULT =
            Pattern.compile(" DEFAULT ('(?:[^'\\\\]|''|\\\\.)*'|-?[0-9.]+)(?= |$)");

    /** The definitions of all columns of a table. */
    static Map<String, MySqlDefinition> ofTable(Connection connection, String table) throws SQLException {
        Map<String, MySqlDefinition> definitions = new LinkedHashMap<>();
        String made = Sql.of(connection, "SHOW CREATE TABLE " + Dialect.MYSQL.quoted(table))
                .first(row -> row.getString(2))
                .orElseThrow();
        made.lines().forEach(line -> {
            Matcher column = COLUMN.matcher(line);
            if (column.matches()) {
                definitions.put(
                        column.group(1).replace("``", "`"), new MySqlDefinition(column.group(2), column.group(3)));
            }
        });
        return definitions;
    }

    /** The definition of a column that is yet to be made, as the server would report it. */
    static MySqlDefinition of(Column column, Dialect dialect) {
        boolean plain = column.nullable() && !column.type().isUnboundedText();
        return new MySqlDefinition(
                column.type().sql(dialect), column.nullable() ? plain ? " DEFAULT NULL" : "" : " NOT NULL");
    }

    /** A wider type of the same family; everything else stays. */
    MySqlDefinition widened(ColumnType wider, Dialect dialect) {
        String kept = rest;
        if (dialect == Dialect.MYSQL && wider.isUnboundedText()) {
            // MySQL knows defaults of TEXT only as expressions
            kept = LITERAL_DEFAULT.matcher(rest).replaceFirst(" DEFAULT ($1)");
        }
        return new MySqlDefinition(wider.sql(dialect), kept);
    }

    /** A type of another family: character set and collation go, and a default unless it is a number that fits. */
    MySqlDefinition retyped(String otherType, boolean numeric) {
        String kept = CHARSET_AND_COLLATION.matcher(rest).replaceFirst("");
        Matcher literal = LITERAL_DEFAULT.matcher(kept);
        if (literal.find() && !(numeric && literal.group(1).matches("'?-?[0-9]+'?"))) {
            kept = literal.replaceFirst("");
        }
        return new MySqlDefinition(otherType, kept);
    }

    /** Other characters; everything else stays. */
    MySqlDefinition collated(String charset, String collation) {
        String words = " CHARACTER SET " + charset + " COLLATE " + collation;
        return new MySqlDefinition(
                type, words + CHARSET_AND_COLLATION.matcher(rest).replaceFirst(""));
    }

    /** Without NOT NULL. */
    MySqlDefinition loosened() {
        return new MySqlDefinition(type, rest.replaceFirst(" NOT NULL(?= |$)", ""));
    }

    /** NOT NULL and numbered by the server. */
    MySqlDefinition numbered() {
        return new MySqlDefinition(type, " NOT NULL AUTO_INCREMENT");
    }

    /** Without numbering, NULL allowed. */
    MySqlDefinition plain() {
        return new MySqlDefinition(type, " NULL");
    }

    /** For {@code MODIFY}: type and rest. */
    String sql() {
        return type + rest;
    }
}
