package dev.ragflow.migrator.schema;

/**
 * One point in which the live schema differs from the expected one.
 *
 * @param kind what kind of difference
 * @param table the table
 * @param object the column or index, or the table itself
 * @param expected what the release has, in words; empty when it has nothing of the kind
 * @param live what the database has, in words; empty when it has nothing of the kind
 */
public record SchemaDifference(Kind kind, String table, String object, String expected, String live) {

    /** How much a difference matters. */
    public enum Severity {
        /** RAGFlow's new release does not find what it needs. */
        NOT_CONVERGED,
        /** RAGFlow may refuse or fail on rows it could write on a fresh install. */
        WARNING,
        /** Harmless: more than the release has. */
        INFORMATION
    }

    /** The kinds of differences. */
    public enum Kind {
        MISSING_TABLE(Severity.NOT_CONVERGED),
        MISSING_COLUMN(Severity.NOT_CONVERGED),
        /** The live type cannot hold every value of the expected one, but can be widened without a look at the rows. */
        NARROWER_TYPE(Severity.NOT_CONVERGED),
        /** The live type is another one: its values must be converted. */
        OTHER_TYPE(Severity.NOT_CONVERGED),
        STRICTER_NULLABILITY(Severity.NOT_CONVERGED),
        MISSING_AUTO_INCREMENT(Severity.NOT_CONVERGED),
        MISSING_INDEX(Severity.NOT_CONVERGED),
        EXTRA_UNIQUE_INDEX(Severity.WARNING),
        /** An extra column that is NOT NULL and has no default, so that RAGFlow's inserts fail. */
        EXTRA_REQUIRED_COLUMN(Severity.WARNING),
        EXTRA_TABLE(Severity.INFORMATION),
        EXTRA_COLUMN(Severity.INFORMATION),
        EXTRA_INDEX(Severity.INFORMATION),
        WIDER_TYPE(Severity.INFORMATION),
        LOOSER_NULLABILITY(Severity.INFORMATION),
        OTHER_DEFAULT(Severity.INFORMATION),
        OTHER_COLLATION(Severity.INFORMATION);

        private final Severity severity;

        Kind(Severity severity) {
            this.severity = severity;
        }
    }

    public Severity severity() {
        return kind.severity;
    }

    /** Whether the database counts as not converged because of this. */
    public boolean isOpen() {
        return kind.severity == Severity.NOT_CONVERGED;
    }

    /** The difference as a sentence for an operator. */
    public String sentence() {
        String column = "Column " + table + "." + object;
        return switch (kind) {
            case MISSING_TABLE -> "Table " + table + " is missing.";
            case MISSING_COLUMN -> column + " is missing (" + expected + ").";
            case NARROWER_TYPE -> column + " is " + live + ", narrower than " + expected + ".";
            case OTHER_TYPE -> column + " is " + live + ", the release has " + expected + ".";
            case STRICTER_NULLABILITY -> column + " does not allow NULL, the release does.";
            case MISSING_AUTO_INCREMENT -> column + " is not auto-increment; in the release it is.";
            case MISSING_INDEX -> "Table " + table + " lacks " + expected + ".";
            case EXTRA_UNIQUE_INDEX ->
                "Table " + table + " has the unique index " + object + " " + live
                        + ", which the release does not have: RAGFlow's inserts may fail on it.";
            case EXTRA_REQUIRED_COLUMN ->
                column + " (" + live + ") is not part of the release and has no default: RAGFlow's inserts fail on it.";
            case EXTRA_TABLE -> "Table " + table + " is not part of the release.";
            case EXTRA_COLUMN -> column + " (" + live + ") is not part of the release.";
            case EXTRA_INDEX ->
                "Table " + table + " has the index " + object + " " + live + ", which the release does not have.";
            case WIDER_TYPE -> column + " is " + live + ", wider than " + expected + ".";
            case LOOSER_NULLABILITY -> column + " allows NULL, the release does not.";
            case OTHER_DEFAULT -> column + " has the default " + live + ", the release has none.";
            case OTHER_COLLATION ->
                object.equals(table)
                        ? "Table " + table + " has the collation " + live + ", the database " + expected + "."
                        : column + " has the collation " + live + ", its table " + expected + ".";
        };
    }

    @Override
    public String toString() {
        return kind + ": " + sentence();
    }
}
