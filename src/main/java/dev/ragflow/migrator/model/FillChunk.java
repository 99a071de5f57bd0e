package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.database.MigrationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Some tenants' rows of the background table, where it has none of them yet. */
final class FillChunk extends InstanceChunk {

    private final StageContext context;
    private final CatalogueRows catalogue;
    private final Widths widths;
    private final List<MergedRow> own = new ArrayList<>();
    private final List<CatalogueRows.Seed> seeds = new ArrayList<>();
    private long weight;

    FillChunk(StageContext context, CatalogueRows catalogue, Widths widths, Range range, Tally total) {
        super(range, total);
        this.context = context;
        this.catalogue = catalogue;
        this.widths = widths;
    }

    /**
     * Adds an instance.
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
                row.ifPresent(own::add);
            }
        });
        weight += factory.rows().size();
        seeds.add(new CatalogueRows.Seed(instance.id(), instance.providerId(), factory.number(), excluded.toString()));
    }

    /** Adds a row of an instance that gets none of the server's. */
    void add(MergedRow row) {
        own.add(row);
    }

    @Override
    public long weight() {
        return weight + own.size();
    }

    /** No two chunks have a row in common, and ids are unique. */
    @Override
    public Order order() {
        boolean fits = own.stream()
                .allMatch(row -> widths.hold("model_name", row.name()) && widths.hold("extra", row.extra()));
        return fits ? Order.OVERLAPPING : Order.BEHIND;
    }

    @Override
    public void prepare() throws SQLException {
        new ModelInsert(context, MergeTables.BACKGROUND).fit(widths, own);
    }

    @Override
    public void write(Connection transaction) throws SQLException {
        new ModelInsert(context, MergeTables.BACKGROUND).write(transaction, own);
        long made = catalogue.write(transaction, seeds);
        if (made != weight) {
            throw new MigrationException("The server made " + made + " rows of " + MergeTables.BACKGROUND
                    + " instead of " + weight + "; nothing of this chunk was written. Run again");
        }
        tally().read(count());
        tally().inserted(own.size() + made);
    }

    @Override
    public void rehearse() {
        tally().read(count());
        tally().inserted(weight + own.size());
    }
}
