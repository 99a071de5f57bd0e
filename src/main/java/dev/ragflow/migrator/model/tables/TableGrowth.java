package dev.ragflow.migrator.model.tables;

import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has PostgreSQL count tables while a stage fills them. Its planner supposes few different keys where it has not counted, and reads the
 * whole table for every chunk; a plan that it keeps of the time when the table was small lasts until the next count. MySQL and
 * MariaDB are told which index to use.
 */
public final class TableGrowth {

    private static final Logger LOG = LoggerFactory.getLogger(TableGrowth.class);
    private static final long FIRST_ROWS = 1_000;
    private static final int FACTOR = 4;

    private final StageContext context;
    private final List<String> tables;
    private long next = FIRST_ROWS;

    public TableGrowth(StageContext context, List<String> tables) {
        this.context = context;
        this.tables = tables;
    }

    /**
     * Counts where that is due; between transactions, since each waits for the end of another's count.
     *
     * @param rows how many the stage has added so far
     */
    public void to(long rows) {
        if (rows < next || !context.dialect().isPostgres()) {
            return;
        }
        next = rows * FACTOR;
        count();
    }

    /** Counts for the stages behind this one, on every server, unless the stage has added next to nothing. */
    public void ended(long rows) {
        if (rows >= FIRST_ROWS) {
            count();
        }
    }

    /** Counts now; a server that refuses is let be. */
    public void count() {
        if (context.isDryRun()) {
            return;
        }
        try {
            for (String table : tables) {
                context.refreshStatistics(table);
            }
        } catch (SQLException e) {
            // the rows are written; reading them is slower for now
            LOG.debug("{} could not be counted", tables, e);
        }
    }
}
