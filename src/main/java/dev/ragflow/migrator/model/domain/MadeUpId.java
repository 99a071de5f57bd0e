package dev.ragflow.migrator.model.domain;

/** The id of a row that a dry run does not write, in place of which a run draws one: made of what sets the row apart from others. */
public final class MadeUpId {

    /** Stands in no id and in no name. */
    private static final String BETWEEN = String.valueOf((char) 31);

    private MadeUpId() {}

    public static String of(String... parts) {
        return BETWEEN + String.join(BETWEEN, parts);
    }

    public static boolean is(String id) {
        return id.startsWith(BETWEEN);
    }

    /** The first of its parts. */
    public static String owner(String id) {
        return id.substring(1, id.indexOf(BETWEEN, 1));
    }
}
