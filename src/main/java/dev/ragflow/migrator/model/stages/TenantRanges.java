package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.RangeReader;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.rules.Provenance;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.LegacyTable;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.TenantReader;
import dev.ragflow.migrator.model.tables.TenantWork;
import dev.ragflow.migrator.model.tables.Widths;
import dev.ragflow.migrator.model.tables.Writes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Some tenants of {@code tenant_llm} after the other, with what a stage writes for them.
 *
 * @param since only tenants with changes after this moment, epoch milliseconds; null for all
 * @param widths of the table that the stage writes
 * @param grown is told how many rows were inserted, after each chunk
 * @param seen takes the tenants that were read; null where nobody asks
 */
record TenantRanges(
        StageContext context,
        TenantWork work,
        @Nullable Long since,
        LegacyTable legacy,
        TenantReader tenants,
        Widths widths,
        Provenance.Run run,
        Tally total,
        LongConsumer grown,
        @Nullable Set<String> seen)
        implements RangeReader<List<String>> {

    @Override
    public Optional<List<String>> range(Connection connection, @Nullable String after, int size) throws SQLException {
        return Optional.of(legacy.tenantsAfter(connection, after, since, size)).filter(ids -> !ids.isEmpty());
    }

    @Override
    public String lastKey(List<String> ids) {
        return ids.get(ids.size() - 1);
    }

    @Override
    public Chunk read(Connection connection, List<String> ids) throws SQLException {
        if (seen != null) {
            seen.addAll(ids);
        }
        Map<String, TenantState> read = tenants.read(connection, ids);
        Writes writes = new Writes(
                context,
                widths,
                context.newRows(work.table(), work.columns()),
                work.updateSql(),
                lastKey(ids),
                total,
                grown);
        List<TenantState> inOrder =
                ids.stream().map(id -> Objects.requireNonNull(read.get(id))).toList();
        inOrder.forEach(tenant -> writes.read(tenant.rows().size()));
        work.plan(connection, inOrder, run, writes);
        return writes;
    }
}
