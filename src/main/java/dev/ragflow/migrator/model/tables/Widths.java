package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.model.domain.MadeUpId;
import java.sql.SQLException;
import java.util.Optional;

/** Keeps a table's columns wide enough for what a stage is about to write. */
public final class Widths {

    private final StageContext context;
    private LiveTable table;

    public Widths(StageContext context, LiveTable table) {
        this.context = context;
        this.table = table;
    }

    /**
     * Widens the column if the value does not fit.
     *
     * @throws MigrationException when it does not fit even then
     */
    public void fit(String column, String value) throws SQLException {
        if (context.isDryRun() && MadeUpId.is(value)) {
            return;
        }
        if (fits(column, value)) {
            return;
        }
        int characters = value.codePointCount(0, value.length());
        widen(column, characters);
        if (!fits(column, value)) {
            throw doesNotFit(column, characters + " characters");
        }
    }

    /**
     * Widens the column if a text of so many bytes might not fit.
     *
     * @throws MigrationException when it might not fit even then
     */
    public void fitBytes(String column, long bytes) throws SQLException {
        if (fitsBytes(column, bytes)) {
            return;
        }
        widen(column, Math.toIntExact(bytes));
        if (!fitsBytes(column, bytes)) {
            throw doesNotFit(column, bytes + " bytes");
        }
    }

    /** Whether {@link #fit} has nothing to do. */
    public boolean hold(String column, String value) {
        return fits(column, value);
    }

    /** Whether {@link #fitBytes} has nothing to do. */
    public boolean holdBytes(String column, long bytes) {
        return fitsBytes(column, bytes);
    }

    private void widen(String column, int characters) throws SQLException {
        try {
            context.widener().ensure(table.name(), column, characters);
        } finally {
            context.forgetTables();
        }
        table = context.table(table.name()).orElse(table);
    }

    private MigrationException doesNotFit(String column, String size) {
        return new MigrationException("A value of " + size + " does not fit into " + table.name() + "." + column
                + ", which could not be made wide enough; nothing was cut and nothing written. Widen the column, then run"
                + " again");
    }

    private boolean fitsBytes(String column, long bytes) {
        return table.column(column).map(live -> live.holdsBytes(bytes)).orElse(true);
    }

    private boolean fits(String column, String value) {
        Optional<LiveTable.Column> live = table.column(column);
        return live.isEmpty() || live.get().holds(value);
    }
}
