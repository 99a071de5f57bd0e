package dev.ragflow.migrator.batch;

import java.sql.Connection;
import java.sql.SQLException;

/** Some rows that were read, and what is to be written for them. */
public interface Chunk {

    /** When a chunk may be written. */
    enum Order {
        /** At once, whether or not the chunks before it are committed: nothing is to be prepared, and nobody waits for anybody. */
        OVERLAPPING,
        /** When the chunks before it are committed. */
        BEHIND,
        /** Then, and read again, since what is to be written depends on what they wrote. */
        ANEW
    }

    /** Key of the last row. */
    String lastKey();

    /** How many rows were read. */
    long count();

    /** What the chunk has in the measure of the size it was given; rows read, unless it counts what it writes. */
    default long weight() {
        return count();
    }

    /** When it may be written; asked before {@link #prepare}, by the thread that calls that. */
    default Order order() {
        return Order.BEHIND;
    }

    /** Makes room for the writes; runs before the transaction, since servers commit when a table is altered. */
    default void prepare() throws SQLException {}

    /** Writes, in a transaction that also takes the checkpoint. May be called again if the transaction fails. */
    void write(Connection transaction) throws SQLException;

    /** Writes what chunks must write in their order, such as checkpoints; right before the transaction is committed. */
    default void writeLast(Connection transaction) throws SQLException {}

    /** Called once the transaction is committed. A dry run calls it without {@link #write}, so that it counts what was planned. */
    void committed() throws SQLException;
}
