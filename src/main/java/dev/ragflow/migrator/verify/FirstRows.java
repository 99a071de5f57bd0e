package dev.ragflow.migrator.verify;

import java.util.List;
import java.util.TreeSet;

/** How many rows were found, and the first few in the order of their texts, in whatever order they come. */
final class FirstRows {

    private static final int MAX = 5;

    private final TreeSet<String> first = new TreeSet<>();
    private long count;

    void add(String row) {
        count++;
        first.add(row.replaceAll("\\p{Cntrl}", "?"));
        if (first.size() > MAX) {
            first.pollLast();
        }
    }

    void addAll(FirstRows others) {
        count += others.count;
        first.addAll(others.first);
        while (first.size() > MAX) {
            first.pollLast();
        }
    }

    long count() {
        return count;
    }

    List<String> samples() {
        return List.copyOf(first);
    }
}
