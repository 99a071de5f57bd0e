package dev.ragflow.migrator.model.domain;

import org.jspecify.annotations.Nullable;

/**
 * A reference as RAGFlow up to v0.25 read it: {@code name} or {@code name@factory}. Of three or more parts the last is the
 * factory; of two only if it is a known one, else the whole text is a name.
 *
 * @param factory null where the text names none
 */
public record OldReference(String name, @Nullable String factory) {

    public static OldReference parse(String text, Factories factories) {
        int last = text.lastIndexOf('@');
        if (last < 0) {
            return new OldReference(text, null);
        }
        String factory = text.substring(last + 1);
        boolean twoParts = text.indexOf('@') == last;
        return twoParts && !factories.isKnown(factory)
                ? new OldReference(text, null)
                : new OldReference(text.substring(0, last), factory);
    }

    /** Whether the text has exactly two parts, the second of them a known factory. */
    public static boolean isNameAtFactory(String text, Factories factories) {
        int last = text.lastIndexOf('@');
        return last > 0 && text.indexOf('@') == last && factories.isKnown(text.substring(last + 1));
    }
}
