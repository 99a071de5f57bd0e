package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.Tally;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Compares a filled background table with its source, and changes only what differs. */
final class ComparePass extends MergePass {

    private final StageContext context;
    private final MergeReader reader;
    private final ModelMerge merge;
    private final Widths widths;
    private final Tally total;

    ComparePass(StageContext context, Tally total) throws SQLException {
        super(context);
        this.context = context;
        this.reader = new MergeReader(context);
        this.merge = merge(context);
        this.widths = context.widths(MergeTables.BACKGROUND);
        this.total = total;
    }

    @Override
    Chunk plan(Connection connection, List<Known> instances, String lastKey, long read, Tally tally)
            throws SQLException {
        List<MergedRow> wanted = new ArrayList<>();
        for (Known known : instances) {
            wanted.addAll(merge.merge(
                    known.provider(), known.instance(), known.rows(), known.legacy(), known.slots(), tally));
        }
        MergeChunk chunk = new MergeChunk(context, widths, lastKey, read, tally, total);
        List<String> ids =
                instances.stream().map(known -> known.instance().id()).toList();
        chunk.plan(wanted, reader.written(connection, ids));
        return chunk;
    }
}
