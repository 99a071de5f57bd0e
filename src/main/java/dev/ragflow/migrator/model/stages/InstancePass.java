package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.RangeReader;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.MergeReader;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.TenantReader;
import dev.ragflow.migrator.model.tables.TenantsToBe;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pass over all tenants that have providers, some at a time, each whole: a plan is made for an instance with all its models. */
abstract class InstancePass implements RangeReader<List<String>> {

    private final MergeReader reader;
    private final TenantReader tenants;
    private final InstanceChunk.Destination destination;

    /**
     * @param table is written
     * @param total takes the counts
     */
    InstancePass(StageContext context, String table, Tally total) throws SQLException {
        this.reader = new MergeReader(context);
        this.tenants = TenantReader.withModels(context);
        this.destination = new InstanceChunk.Destination(context, table, context.widths(table), total);
    }

    final StageContext context() {
        return destination.context();
    }

    final MergeReader reader() {
        return reader;
    }

    /** Where the chunks of this pass go. */
    final InstanceChunk.Destination destination() {
        return destination;
    }

    /** @param rows of tenant_model, for progress */
    void run(Checkpoint checkpoint, long rows) throws SQLException {
        context().pass(checkpoint, checkpoint.stage(), ModelTables.MODEL, rows, this);
    }

    /** @param size about how many rows the chunk may write */
    @Override
    public Optional<List<String>> range(Connection connection, @Nullable String after, int size) throws SQLException {
        return Optional.of(reader.tenants(connection, after, size)).filter(ids -> !ids.isEmpty());
    }

    @Override
    public String lastKey(List<String> ids) {
        return ids.get(ids.size() - 1);
    }

    /** The tenants of a range, in its order. */
    List<TenantState> tenants(Connection connection, List<String> range) throws SQLException {
        List<String> ids = range.stream().map(TenantsToBe::id).toList();
        Map<String, TenantState> read = tenants.read(connection, ids);
        return ids.stream().map(id -> Objects.requireNonNull(read.get(id))).toList();
    }

    /** What was looked at of a range of tenants. */
    final InstanceChunk.Range looked(List<String> ids, List<TenantState> tenants, Tally tally) {
        long rows = tenants.stream()
                .flatMap(tenant -> tenant.models().values().stream())
                .mapToLong(List::size)
                .sum();
        return new InstanceChunk.Range(lastKey(ids), rows, tally);
    }
}
