package dev.ragflow.migrator.model.domain;

import dev.ragflow.migrator.batch.Tally;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What is to be done with a JSON text, wherever its owner has it.
 *
 * @param mayName whether it may name models at all
 * @param start where the part to be replaced begins, in characters from 1 on
 * @param length how many characters it has
 * @param text what comes in its place
 * @param growth by how many bytes of UTF-8 the text gets longer
 * @param beyondDefault whether it then names an instance other than the default one
 * @param counts what is counted for each row that has the text
 */
public record TextPlan(
        boolean mayName, int start, int length, String text, long growth, boolean beyondDefault, Counts counts) {

    /**
     * What is counted for a row.
     *
     * @param unchanged references that are in the new form already
     * @param skipped why references, or the row, are left alone; a reason for each of them
     */
    public record Counts(int unchanged, List<String> skipped) {

        public void addTo(Tally tally) {
            tally.unchanged(unchanged);
            skipped.forEach(reason -> tally.skipped(reason, 1));
        }
    }

    public static TextPlan of(String before, boolean mayName, Splice splice, boolean beyondDefault, Counts counts) {
        return new TextPlan(
                mayName,
                before.codePointCount(0, splice.start()) + 1,
                before.codePointCount(splice.start(), splice.end()),
                splice.text(),
                bytes(splice.text()) - bytes(before.substring(splice.start(), splice.end())),
                beyondDefault,
                counts);
    }

    public boolean isChange() {
        return length > 0 || !text.isEmpty();
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
