package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.RangeReader;
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

    InstancePass(StageContext context) throws SQLException {
        this.reader = new MergeReader(context);
        this.tenants = TenantReader.of(context);
    }

    MergeReader reader() {
        return reader;
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
    List<TenantReader.Tenant> tenants(Connection connection, List<String> range) throws SQLException {
        List<String> ids = range.stream().map(TenantsToBe::id).toList();
        Map<String, TenantReader.Tenant> read = tenants.read(connection, ids);
        return ids.stream().map(id -> Objects.requireNonNull(read.get(id))).toList();
    }
}
