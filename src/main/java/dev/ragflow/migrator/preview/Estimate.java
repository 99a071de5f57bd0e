package dev.ragflow.migrator.preview;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.schema.SchemaRehearsal.Listed;
import dev.ragflow.migrator.schema.TableSize;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * How long a run may take, from its counts and the sizes of tables. The rates are those of docs/performance.md (two cores, the
 * server beside the program), halved for the longer end; a network between the two or a busy server takes longer.
 *
 * @param least on a machine like that, with nothing else to do
 * @param most with half the rates
 */
record Estimate(Duration least, Duration most) {

    /** Connections, locks, Liquibase. */
    private static final double START_SECONDS = 1.5;
    /** Of a statement that changes a table's description only. */
    private static final double STATEMENT_SECONDS = 0.015;
    /** Of a table that is rebuilt, indexes included. */
    private static final double REBUILT_BYTES = 40e6;
    /** Of looking at a row and finding it right. */
    private static final double READ_ROWS = 40_000;
    /** Written one by one: providers, instances, references, ids. */
    private static final double WRITTEN_ROWS = 16_000;
    /** Made by the server out of the catalogue. */
    private static final double SEEDED_ROWS = 30_000;
    /** Of the models of the end, which the verification reads once, and of all rows with references. */
    private static final double VERIFIED_ROWS = 75_000;

    static Estimate of(Plan plan) {
        if (plan.steps().isEmpty()) {
            return new Estimate(Duration.ofSeconds(1), Duration.ofSeconds(10));
        }
        double seconds = START_SECONDS + plan.statements().size() * STATEMENT_SECONDS;
        for (Listed statement : plan.rebuilds()) {
            seconds += size(plan.sizes(), statement.table()).bytes() / REBUILT_BYTES;
        }
        double verified = 0;
        for (StageResult rows : plan.rows()) {
            double written = (double) rows.inserted() + rows.updated();
            if (rows.stage().equals(StageName.SEEDING.text())) {
                seconds += written / SEEDED_ROWS;
            } else if (!rows.stage().equals(StageName.MERGE.text())) {
                seconds += rows.read() / READ_ROWS + written / WRITTEN_ROWS;
            }
            verified += rows.stage().equals(StageName.MERGE.text()) ? rows.unchanged() + rows.updated() : rows.read();
        }
        seconds += verified / VERIFIED_ROWS;
        return new Estimate(of(seconds), of(2 * seconds));
    }

    private static TableSize size(Map<String, TableSize> sizes, String table) {
        return sizes.getOrDefault(table, new TableSize(0, 0));
    }

    private static Duration of(double seconds) {
        return Duration.ofSeconds(Math.max(1, Math.round(seconds)));
    }

    /** {@code 20 s to 40 s}. */
    String text() {
        return text(least) + " to " + text(most);
    }

    private static String text(Duration time) {
        long seconds = time.toSeconds();
        return seconds < 120
                ? seconds + " s"
                : seconds < 7_200
                        ? (seconds + 59) / 60 + " min"
                        : String.format(Locale.ROOT, "%.1f h", seconds / 3_600.0);
    }
}
