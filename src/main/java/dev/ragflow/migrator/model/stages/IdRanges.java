package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.RangeReader;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.IdRow;
import dev.ragflow.migrator.model.tables.IdTable;
import dev.ragflow.migrator.model.tables.StageContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows whose names have ids beside them, in the order of their keys.
 *
 * @param since only rows written after this moment, epoch milliseconds; null for all
 * @param total takes the counts of committed chunks
 */
record IdRanges(
        StageContext context, IdTable table, @Nullable Long since, NamedModels named, Tally total)
        implements RangeReader<List<IdRow>> {

    @Override
    public Optional<List<IdRow>> range(Connection connection, @Nullable String after, int size) throws SQLException {
        return Optional.of(table.rowsAfter(connection, after, since, size)).filter(rows -> !rows.isEmpty());
    }

    @Override
    public String lastKey(List<IdRow> rows) {
        return rows.get(rows.size() - 1).id();
    }

    @Override
    public Chunk read(Connection connection, List<IdRow> rows) throws SQLException {
        return IdChunk.of(context, connection, table, rows, named, total);
    }
}
