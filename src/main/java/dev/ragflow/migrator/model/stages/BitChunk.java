package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.TypedRow;
import dev.ragflow.migrator.model.rules.BitPlan;
import dev.ragflow.migrator.model.tables.DryRun;
import dev.ragflow.migrator.model.tables.ModelTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Some tenants' rows of a table with types as bits: added, put right, or put aside. */
final class BitChunk extends InstanceChunk {

    private final RemovedModels setAside;
    private final List<BitPlan.Change> changes = new ArrayList<>();
    private final List<TypedRow> asides = new ArrayList<>();
    private long changed;
    private long typed;
    private long moved;

    BitChunk(Destination destination, Range range) {
        super(destination, range);
        this.setAside = new RemovedModels(destination.context());
    }

    void add(BitPlan plan) {
        inserts().addAll(plan.inserts());
        changes.addAll(plan.changes());
        asides.addAll(plan.asides());
        moved = asides.size();
        changed = changes.size();
        typed = changes.stream().filter(BitChunk::getsType).count();
    }

    private static boolean getsType(BitPlan.Change change) {
        return change.row().bits() == 0 && change.bits() != 0;
    }

    private void note(DryRun dryRun) {
        if (!isEmpty()) {
            dryRun.changedInPlace();
            asides.stream().map(TypedRow::id).forEach(dryRun::typed);
            changes.stream()
                    .filter(change -> change.bits() != 0)
                    .map(change -> change.row().id())
                    .forEach(dryRun::typed);
        }
    }

    boolean isEmpty() {
        return inserts().isEmpty() && changes.isEmpty() && asides.isEmpty();
    }

    @Override
    public long weight() {
        return count() + inserts().size();
    }

    @Override
    public void prepare() throws SQLException {
        super.prepare();
        for (BitPlan.Change change : changes) {
            widths().fit("extra", change.extra());
        }
        setAside.prepare(moves());
    }

    @Override
    public void write(Connection transaction) throws SQLException {
        moved = setAside.move(transaction, moves());
        change(transaction);
        insert(transaction);
    }

    private List<RemovedModels.Row> moves() {
        return asides.stream().map(RemovedModels.Row::of).toList();
    }

    /** Only where a row still is what was read. The time of the last update stays, since it tells of users' edits. */
    private void change(Connection transaction) throws SQLException {
        String sql = "UPDATE " + context().dialect().quoted(ModelTables.MODEL)
                + " SET model_type = ?, status = ?, extra = ? WHERE id = ? AND model_type = ? AND status = ?"
                + " AND COALESCE(update_time, create_time, 0) = ?";
        changed = 0;
        typed = 0;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (BitPlan.Change change : changes) {
                statement.setInt(1, change.bits());
                statement.setString(2, change.status());
                statement.setString(3, change.extra());
                statement.setString(4, change.row().id());
                statement.setInt(5, change.row().bits());
                statement.setString(6, change.row().status());
                statement.setLong(7, change.row().lastTime());
                int rows = statement.executeUpdate();
                changed += rows;
                typed += getsType(change) ? rows : 0;
            }
        }
    }

    @Override
    public void committed() {
        context().ifDryRun(this::note);
        tally().read(count());
        tally().inserted(inserts().size());
        tally().updated(changed + moved);
        tally().repaired("models that had no type", typed);
        tally().repaired("models with another state or fewer types than they had", changed - typed);
        tally().repaired("rows without a name, or second rows of a model, moved to " + RemovedModels.TABLE, moved);
        super.committed();
    }
}
