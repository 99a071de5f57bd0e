package dev.ragflow.migrator.bench;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of the program's own summary.
 *
 * @param stage for example {@code model_id_config}
 * @param table the table that it wrote
 * @param read rows
 * @param inserted rows
 * @param updated rows
 * @param seconds its time by the program's own clock
 */
record StageRow(String stage, String table, long read, long inserted, long updated, double seconds) {

    private static final Pattern LINE = Pattern.compile(
            "(\\w+)\\s+(\\w+)\\s+([\\d,]+)\\s+([\\d,]+)\\s+([\\d,]+)\\s+[\\d,]+\\s+[\\d,]+\\s+([\\d.]+) s(?:\\s+[\\d,]+)?");

    static List<StageRow> of(List<String> summary) {
        return summary.stream()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> new StageRow(
                        line.group(1),
                        line.group(2),
                        number(line.group(3)),
                        number(line.group(4)),
                        number(line.group(5)),
                        Double.parseDouble(line.group(6))))
                .toList();
    }

    private static long number(String text) {
        return Long.parseLong(text.replace(",", ""));
    }

    long written() {
        return inserted + updated;
    }

    /** Read rows a second; empty where it took no time worth the name. */
    String rate() {
        return seconds < 0.01 ? "" : String.format(Locale.ROOT, "%,.0f", read / seconds);
    }
}
