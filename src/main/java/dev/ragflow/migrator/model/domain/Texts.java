package dev.ragflow.migrator.model.domain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** Orders texts by their UTF-8 bytes, as a database's binary collation does; Java's own order differs beyond U+FFFF. */
public final class Texts {

    public static final Comparator<String> BINARY = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    private Texts() {}
}
