package dev.ragflow.migrator.schema;

/**
 * Something in the shape of a database that came with a release.
 *
 * @param release the first of the releases looked at that has it
 * @param table the table
 * @param column its column; empty for the table itself
 * @param kind what the column must hold
 */
record ReleaseSign(String release, String table, String column, Kind kind) {

    enum Kind {
        ANY,
        /** Its type in releases before is another one: without it the release's migration is not done. */
        TEXT,
        NUMBER
    }

    boolean isDecisive() {
        return kind != Kind.ANY;
    }

    boolean isIn(LiveSchema live) {
        if (column.isEmpty()) {
            return live.table(table).isPresent();
        }
        return live.table(table)
                .map(found -> found.column(column))
                .filter(found -> kind == Kind.ANY || found.type().isText() == (kind == Kind.TEXT))
                .isPresent();
    }

    String describe() {
        String name = column.isEmpty() ? "table " + table : table + "." + column;
        return switch (kind) {
            case ANY -> name;
            case TEXT -> name + " as text";
            case NUMBER -> name + " as number";
        };
    }
}
