package dev.ragflow.migrator.schema;

/**
 * How large a table may be that is rebuilt while the application's writes to it wait.
 *
 * @param rows the most rows, as the server estimates them
 * @param lifted whether the operator allowed larger ones, too
 */
public record RebuildLimit(long rows, boolean lifted) {

    /** Some minutes of rebuilding. */
    public static final RebuildLimit DEFAULT = new RebuildLimit(5_000_000, false);

    /** Whether a table of this size may be rebuilt. */
    public boolean allows(TableSize size) {
        return lifted || size.rows() <= rows;
    }
}
