package dev.ragflow.migrator.model.domain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * How many rows fall into each of a thousand buckets by their keys. Two sketches show whether rows are among the later that were not
 * among the earlier, in the same memory for ten rows and for ten million. A new row is missed only if one of its bucket went away.
 */
public final class Sketch {

    /** Of no rows. */
    public static final Sketch NOTHING = new Sketch();

    private static final int BUCKETS = 1_024;

    private final TreeMap<Integer, Long> buckets = new TreeMap<>();

    /** Takes rows of one key. */
    void add(String key, long rows) {
        CRC32 hash = new CRC32();
        hash.update(key.getBytes(StandardCharsets.UTF_8));
        add((int) (hash.getValue() % BUCKETS), rows);
    }

    private void add(int bucket, long rows) {
        if (rows > 0) {
            buckets.merge(bucket, rows, Long::sum);
        }
    }

    void addAll(Sketch other) {
        other.buckets.forEach(this::add);
    }

    /** How many rows there are. */
    public long count() {
        return buckets.values().stream().mapToLong(Long::longValue).sum();
    }

    /** At least how many of the rows were not there before. */
    public long beyond(Sketch before) {
        return buckets.entrySet().stream()
                .mapToLong(bucket -> Math.max(0, bucket.getValue() - before.buckets.getOrDefault(bucket.getKey(), 0L)))
                .sum();
    }

    /**
     * The sketch as short texts, which {@link #addText} reads.
     *
     * @param width how many characters each may have, at least 30
     */
    public List<String> texts(int width) {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        buckets.forEach((bucket, rows) -> {
            String part = bucket + ":" + rows + " ";
            if (text.length() + part.length() > width) {
                texts.add(text.toString());
                text.setLength(0);
            }
            text.append(part);
        });
        if (!text.isEmpty()) {
            texts.add(text.toString());
        }
        return texts;
    }

    /** Takes the rows of one of the {@link #texts} of another. */
    public void addText(String text) {
        for (String part : text.strip().split(" ")) {
            String[] numbers = part.split(":");
            add(Integer.parseInt(numbers[0]), Long.parseLong(numbers[1]));
        }
    }
}
