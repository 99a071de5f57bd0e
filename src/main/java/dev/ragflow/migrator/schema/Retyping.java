package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Sql;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The change of a column to a type of another family, done only when every value keeps its meaning: texts that are all dates
 * become DATETIME ({@code knowledgebase.*_finish_at} of some releases), texts that are all numbers become INT ({@code
 * chat_channel.status}), and a column that holds no value at all can have any type (tables that a newer RAGFlow created and
 * never used). An empty text counts as no value where the column allows NULL.
 *
 * @param live the table with the column as it is
 * @param column the column as it is
 * @param expected the column as the release has it
 */
record Retyping(Table live, Column column, Column expected) {

    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd")
            .optionalStart()
            .appendPattern("[ ]['T']HH:mm[:ss]")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .optionalEnd()
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
            .toFormatter(java.util.Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /** The type to give the column. Dates get microseconds on MySQL, so that none of a text is rounded away. */
    String sqlType(Dialect dialect) {
        boolean fromText = column.type().isText() && expected.type().kind() == ColumnType.Kind.DATETIME;
        return fromText && dialect.isMySqlFamily()
                ? "datetime(6)"
                : expected.type().sql(dialect);
    }

    boolean isToNumber() {
        return expected.type().kind() == ColumnType.Kind.INT || expected.type().kind() == ColumnType.Kind.BIGINT;
    }

    /** Makes empty texts NULL first, if the server would refuse them; empty if there is no need. */
    Optional<String> emptyTextsToNull(Dialect dialect) {
        if (!column.type().isText() || !column.nullable()) {
            return Optional.empty();
        }
        String name = dialect.quoted(column.name());
        return Optional.of("UPDATE " + dialect.quoted(live.name()) + " SET " + name + " = NULL WHERE CHAR_LENGTH("
                + name + ") = 0");
    }

    /** PostgreSQL's conversion. */
    String using() {
        String name = Dialect.POSTGRES.quoted(column.name());
        String value = column.type().isText() ? "NULLIF(" + name + ", '')" : name + "::text";
        return value + "::" + expected.type().sql(Dialect.POSTGRES);
    }

    /** Refuses the change if a value would not survive it. */
    void check(Connection connection, Dialect dialect) throws SQLException {
        String name = dialect.quoted(column.name());
        String key = live.hasColumn("id") ? dialect.quoted("id") : "NULL";
        String sql = "SELECT " + name + ", " + key + " FROM " + dialect.quoted(live.name()) + " WHERE " + name
                + " IS NOT NULL";
        Sql.of(connection, sql).each(row -> {
            String value = row.getString(1);
            boolean noValue = value.isEmpty() && column.nullable();
            if (!noValue && !survives(value)) {
                throw refusal(row.getString(2));
            }
        });
    }

    private boolean survives(String value) {
        if (!column.type().isText()) {
            return false;
        }
        return switch (expected.type().kind()) {
            case DATETIME -> isDateTime(value);
            case INT -> value.matches("-?\\d{1,10}") && fitsInt(value);
            case BIGINT -> value.matches("-?\\d{1,18}");
            default -> false;
        };
    }

    private static boolean isDateTime(String value) {
        try {
            int year = LocalDateTime.parse(value, DATE_TIME).getYear();
            return year >= 1000 && year <= 9999;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean fitsInt(String value) {
        return new BigInteger(value).bitLength() < Integer.SIZE;
    }

    private MigrationException refusal(@Nullable String id) {
        String where = id == null ? "a row" : "the row with id " + id;
        return new MigrationException("Column " + live.name() + "." + column.name() + " is " + column.type()
                + " and must become " + expected.type() + ", but its value in " + where
                + " cannot be converted without loss. The column was left unchanged; correct the value (or set it to"
                + " NULL), then run again");
    }
}
