package dev.ragflow.migrator.database;

import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * Database errors without the data in them. Servers quote the offending value ({@code Duplicate entry 'sk-…' for key},
 * {@code invalid input syntax for type integer: "sk-…"}), and here that value may be an API key.
 */
public final class SqlErrors {

    private static final String MYSQL_PHRASE = "(Duplicate entry|[Ii]ncorrect [A-Za-z ]*value:?"
            + "|Invalid [A-Za-z ]*value:?|Cannot convert string|Unknown or incorrect time zone:?)";

    /**
     * MySQL's wording for errors that quote a value. The names of key or column that close the message stay readable; the
     * value may hold any character, so only the end of the message shows where it ends.
     */
    private static final Pattern MYSQL_VALUE = Pattern.compile("(?s)" + MYSQL_PHRASE + " *['\"].*?['\"]"
            + "((?: for key '[^']*'| for column '?[^']*'? at row [0-9]+| for function [a-z_]*)?)$");

    /** The same inside a longer text: everything up to its last quote may be the value. */
    private static final Pattern MYSQL_VALUE_INSIDE =
            Pattern.compile("(?s)" + MYSQL_PHRASE + " *(?!'\\*\\*\\*')['\"].*['\"]");

    /** PostgreSQL's wording: everything after the colon, and details such as {@code Key (api_key)=(…)}. */
    private static final Pattern POSTGRES_VALUE =
            Pattern.compile("(?s)(invalid [a-z ]+|malformed [a-z ]+|out of range[a-z ]*|Key \\([^)]*\\)=)[:(] *.*");

    private SqlErrors() {}

    /** The same error with its code and stack, its message freed of values, without causes and chained errors. */
    public static SQLException withoutValues(SQLException error) {
        SQLException safe = new SQLException(describe(error), error.getSQLState(), error.getErrorCode());
        safe.setStackTrace(error.getStackTrace());
        return safe;
    }

    /** What the server said, without values, and its codes, on one line. */
    public static String describe(SQLException error) {
        String message = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        return withoutValues(message).strip().replaceAll("\\s*\\R\\s*", " ") + codes(error);
    }

    /** A text that quotes what a server said, such as a library's log message, without the values in it. */
    public static String withoutValues(String text) {
        String safe = MYSQL_VALUE.matcher(text).replaceAll("$1 '***'$2");
        safe = MYSQL_VALUE_INSIDE.matcher(safe).replaceAll("$1 '***'");
        return POSTGRES_VALUE.matcher(safe).replaceAll("$1 ***");
    }

    private static String codes(SQLException error) {
        String state = error.getSQLState() == null ? "none" : error.getSQLState();
        return error.getErrorCode() == 0
                ? " (SQLSTATE " + state + ")"
                : " (error " + error.getErrorCode() + ", SQLSTATE " + state + ")";
    }
}
