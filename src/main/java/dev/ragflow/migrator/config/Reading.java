package dev.ragflow.migrator.config;

/**
 * A setting's text as it was found, and where. Printing it shows only the place, since the text may be a password.
 *
 * @param text as found
 * @param source what kind of place it was found in
 * @param place which one: name of flag or variable, or section and file
 */
record Reading(String text, Source source, String place) {

    /** From the strongest to the weakest. */
    enum Source {
        FLAG,
        VARIABLE,
        /** RAGFlow's own variables, such as {@code MYSQL_HOST}. */
        RAGFLOW_VARIABLE,
        /** RAGFlow's service_conf.yaml. */
        FILE,
        DEFAULT
    }

    static Reading ofDefault(String text) {
        return new Reading(text, Source.DEFAULT, "");
    }

    /** The text without the blanks and line breaks that secrets and templates tend to bring along. Not for passwords. */
    String stripped() {
        return text.strip();
    }

    /** For messages, to follow "from". */
    String origin() {
        return switch (source) {
            case FLAG -> place;
            case VARIABLE, RAGFLOW_VARIABLE -> "the variable " + place;
            case FILE -> place;
            case DEFAULT -> "RAGFlow's default";
        };
    }

    @Override
    public String toString() {
        return "a value from " + origin();
    }
}
