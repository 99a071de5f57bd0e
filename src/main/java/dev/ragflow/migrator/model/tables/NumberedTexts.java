package dev.ragflow.migrator.model.tables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts that many tenants have, each kept once and called by a number. Takes no more once it is full. Used by several threads. */
public final class NumberedTexts {

    /** Numbers are from 0 on; this one says that a text has none. */
    static final int NONE = -1;

    private static final int MOST = 20_000;
    private static final int LONGEST = 100;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();

    /** The number of a text, or {@link #NONE} where it is too long or there are too many. */
    public synchronized int number(String text) {
        Integer known = numbers.get(text);
        if (known != null) {
            return known;
        }
        if (texts.size() == MOST || text.length() > LONGEST) {
            return NONE;
        }
        numbers.put(text, texts.size());
        texts.add(text);
        return texts.size() - 1;
    }

    synchronized String text(int number) {
        return texts.get(number);
    }
}
