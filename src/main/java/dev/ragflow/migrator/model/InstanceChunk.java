package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.Tally;

/** What is to be done with the models of some tenants; it counts once it is committed. */
abstract class InstanceChunk implements Chunk {

    /**
     * What was looked at.
     *
     * @param read how many rows
     * @param tally what is right already, or was left out
     */
    record Range(String lastKey, long read, Tally tally) {}

    private final Range range;
    private final Tally total;

    /** @param total takes the counts */
    InstanceChunk(Range range, Tally total) {
        this.range = range;
        this.total = total;
    }

    final Tally tally() {
        return range.tally();
    }

    @Override
    public final String lastKey() {
        return range.lastKey();
    }

    @Override
    public final long count() {
        return range.read();
    }

    @Override
    public void committed() {
        total.add(range.tally());
    }
}
