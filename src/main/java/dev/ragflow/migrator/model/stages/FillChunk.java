package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.MergedRow;
import dev.ragflow.migrator.model.tables.ModelTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Some tenants' rows of the background table, where it has none of them yet. */
final class FillChunk extends InstanceChunk {

    private final CatalogueRows catalogue;
    private final List<CatalogueRows.Seed> seeds = new ArrayList<>();
    private long weight;

    FillChunk(Destination destination, Range range, CatalogueRows catalogue) {
        super(destination, range);
        this.catalogue = catalogue;
    }

    /**
     * Adds an instance that gets rows of the server's; all rows of any other are {@link #inserts}.
     *
     * @param factory the provider's rows, all of which it gets but for its own
     * @param rows its own: by name, empty for a model that shall have no row
     */
    void add(Instance instance, CatalogueRows.Factory factory, Map<String, Optional<MergedRow>> rows) {
        StringBuilder excluded = new StringBuilder();
        rows.forEach((name, row) -> {
            CatalogueRows.Standard standard = factory.rows().get(name);
            if (standard == null || row.isEmpty() || !standard.is(row.get())) {
                if (standard != null) {
                    excluded.append(',').append(standard.code());
                    weight--;
                }
                row.ifPresent(inserts()::add);
            }
        });
        weight += factory.rows().size();
        seeds.add(new CatalogueRows.Seed(instance.id(), instance.providerId(), factory.number(), excluded.toString()));
    }

    @Override
    public long weight() {
        return weight + inserts().size();
    }

    /** No two chunks have a row in common, and ids are unique. */
    @Override
    public Order order() {
        boolean fits = inserts().stream()
                .allMatch(row -> widths().hold("model_name", row.name()) && widths().hold("extra", row.extra()));
        return fits ? Order.OVERLAPPING : Order.BEHIND;
    }

    @Override
    public void write(Connection transaction) throws SQLException {
        insert(transaction);
        long made = catalogue.write(transaction, seeds);
        if (made != weight) {
            throw new MigrationException("The server made " + made + " rows of " + ModelTables.BACKGROUND
                    + " instead of " + weight + "; nothing of this chunk was written. Run again");
        }
    }

    @Override
    public void committed() {
        tally().read(count());
        tally().inserted(weight());
        super.committed();
    }
}
