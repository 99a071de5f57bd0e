package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import java.util.List;
import java.util.Optional;

/**
 * How a live column must change to satisfy the release: wider, of another type, or with NULL allowed. Never narrower, never
 * stricter.
 *
 * @param table the table as it is
 * @param column the column as it is
 * @param wanted the column as the release has it
 * @param differences what is open about the column
 */
record ColumnChange(Table table, Column column, Column wanted, List<SchemaDifference> differences) {

    boolean widens() {
        return has(SchemaDifference.Kind.NARROWER_TYPE);
    }

    boolean loosens() {
        return has(SchemaDifference.Kind.STRICTER_NULLABILITY);
    }

    /** The change of the type's family, if it is one. */
    Optional<Retyping> retyping() {
        return has(SchemaDifference.Kind.OTHER_TYPE)
                ? Optional.of(new Retyping(table, column, wanted))
                : Optional.empty();
    }

    /** Whether PostgreSQL rebuilds the table for it: texts become longer without. */
    boolean isRewrittenByPostgres() {
        return retyping().isPresent()
                || (widens() && !(column.type().isText() && wanted.type().isText()));
    }

    /** Whether MySQL copies the table for it: it does not if the length of a text still takes as many bytes as before. */
    boolean isCopiedByMySql() {
        return retyping().isPresent() || (widens() && !keepsLengthBytes());
    }

    private boolean keepsLengthBytes() {
        Column.Text text = column.text();
        return column.type().kind() == ColumnType.Kind.VARCHAR
                && wanted.type().kind() == ColumnType.Kind.VARCHAR
                && text != null
                && hasLongLength(column, text) == hasLongLength(wanted, text);
    }

    private static boolean hasLongLength(Column column, Column.Text text) {
        return (long) column.type().length() * text.bytesPerCharacter() > 255;
    }

    private boolean has(SchemaDifference.Kind kind) {
        return differences.stream().anyMatch(difference -> difference.kind() == kind);
    }

    /** The column afterwards. */
    Column result() {
        boolean retypes = retyping().isPresent();
        return new Column(
                column.name(),
                widens() || retypes ? wanted.type() : column.type(),
                column.nullable() || loosens(),
                column.autoIncrement(),
                column.serverDefault(),
                wanted.type().isText() ? column.text() : null);
    }

    /** The column's definition for MySQL's MODIFY. */
    MySqlDefinition definition(MySqlDefinition now, Dialect dialect) {
        MySqlDefinition typed = now;
        Optional<Retyping> retyping = retyping();
        if (retyping.isPresent()) {
            typed = now.retyped(retyping.get().sqlType(dialect), retyping.get().isToNumber());
        } else if (widens()) {
            typed = now.widened(wanted.type(), dialect);
        }
        return loosens() ? typed.loosened() : typed;
    }

    String describe() {
        boolean typed = widens() || retyping().isPresent();
        String type = typed ? "change column " + column.name() + " from " + column.type() + " to " + wanted.type() : "";
        String nulls = loosens() ? "allow NULL in column " + column.name() : "";
        return type.isEmpty() || nulls.isEmpty() ? type + nulls : type + " and allow NULL in it";
    }
}
