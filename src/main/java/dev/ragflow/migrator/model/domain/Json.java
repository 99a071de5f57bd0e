package dev.ragflow.migrator.model.domain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/** JSON as RAGFlow's Python reads and writes it. */
public final class Json {

    /**
     * Reads what Python's {@code json.loads} reads: {@code NaN} and {@code Infinity} count, texts may be of any length and
     * depth, and numbers are never evaluated.
     */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private Json() {}

    /**
     * A string literal with its quotes. Everything outside ASCII is escaped, as Python does, so that the text fits into a
     * column of any character set.
     */
    static String literal(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 2).append('"');
        StringBuilder quoted = new StringBuilder();
        JsonStringEncoder.getInstance().quoteAsString(value, quoted);
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c < 0x7f) {
                escaped.append(c);
            } else {
                escaped.append(String.format("\\u%04x", (int) c));
            }
        }
        return escaped.append('"').toString();
    }
}
