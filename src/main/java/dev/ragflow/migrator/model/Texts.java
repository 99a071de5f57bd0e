package dev.ragflow.migrator.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** Orders texts by their UTF-8 bytes, as a database's binary collation does; Java's own order differs beyond U+FFFF. */
final class Texts {

    static final Comparator<String> BINARY = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    private Texts() {}
}
