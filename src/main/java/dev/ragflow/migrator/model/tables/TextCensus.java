package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.model.domain.PackedId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which rows of a large table hold the same text of the same owner, found in one pass over the table in its own order. An owner's rows
 * lie all over the table: where it does not fit the server's memory, each of them read by an index is a read from the disk. Takes
 * about sixty bytes for each different text, and about thirty for each owner.
 */
public final class TextCensus {

    /** Tables with fewer rows are read by the index. */
    public static final int LARGE = 200_000;

    /** In bytes; where texts and owners take more, the table is read by the index. */
    private static final long BOUND = Runtime.getRuntime().maxMemory() / 4;

    /** Of one statement. */
    private static final int ROWS = 10_000;

    /** Values of an owner: the number of its newest text and 1. */
    private static final int NEWEST = 0;

    /** Values of a text: its first id, how many rows, and the number of its owner's text before it and 1. */
    private static final int FIRST = 0;

    private static final int COUNT = 2;
    private static final int BEFORE = 3;

    private final PackedIdTable owners = new PackedIdTable(1);

    /** By the owner's number and half of the text's digest. */
    private final PackedIdTable texts = new PackedIdTable(4);

    private TextCensus() {}

    /**
     * Reads a table; empty where it is not large, where too many texts are different to be kept, or where ids are none of RAGFlow's.
     *
     * @param large from how many rows on it is read
     * @param between called now and then; ends this by throwing
     */
    static Optional<TextCensus> of(Connection connection, SharedTexts texts, int large, Runnable between)
            throws SQLException {
        if (!texts.hasMoreThan(connection, large)) {
            return Optional.empty();
        }
        TextCensus census = new TextCensus();
        String after = null;
        do {
            between.run();
            List<SharedTexts.Digest> rows = texts.digests(connection, after, ROWS);
            for (SharedTexts.Digest row : rows) {
                if (!PackedId.isId(row.owner()) || !PackedId.isId(row.id()) || census.isFull()) {
                    return Optional.empty();
                }
                census.add(row);
            }
            after = rows.size() < ROWS ? null : rows.get(ROWS - 1).id();
        } while (after != null);
        return Optional.of(census);
    }

    /** The rows of some owners by their texts. */
    List<SharedTexts.Rows> of(Collection<String> asked) {
        List<SharedTexts.Rows> rows = new ArrayList<>();
        for (String owner : asked) {
            int known = PackedId.isId(owner) ? owners.find(PackedId.of(owner)) : PackedIdTable.NONE;
            int text = known == PackedIdTable.NONE ? 0 : (int) owners.value(known, NEWEST);
            while (text != 0) {
                rows.add(rows(owner, text - 1));
                text = (int) texts.value(text - 1, BEFORE);
            }
        }
        return rows;
    }

    private SharedTexts.Rows rows(String owner, int text) {
        PackedId first = new PackedId(texts.value(text, FIRST), texts.value(text, FIRST + 1));
        return new SharedTexts.Rows(owner, first.text(), texts.value(text, COUNT));
    }

    private boolean isFull() {
        return owners.bytesWithOneMore() + texts.bytesWithOneMore() > BOUND;
    }

    /** Rows come in the order of their ids, so that the first of a text has the smallest. */
    private void add(SharedTexts.Digest row) {
        int owner = owners.add(PackedId.of(row.owner()));
        int text = texts.add(new PackedId(owner, row.digest()));
        long rows = texts.value(text, COUNT);
        if (rows == 0) {
            PackedId first = PackedId.of(row.id());
            texts.setValue(text, FIRST, first.high());
            texts.setValue(text, FIRST + 1, first.low());
            texts.setValue(text, BEFORE, owners.value(owner, NEWEST));
            owners.setValue(owner, NEWEST, text + 1);
        }
        texts.setValue(text, COUNT, rows + 1);
    }
}
