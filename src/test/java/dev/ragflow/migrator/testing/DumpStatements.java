package dev.ragflow.migrator.testing;

import java.util.ArrayList;
import java.util.List;

/** Splits what mysqldump wrote into statements: a semicolon in a text, a name or a comment ends none. */
final class DumpStatements {

    private final String dump;
    private final List<String> statements = new ArrayList<>();
    private int start;

    private DumpStatements(String dump) {
        this.dump = dump;
    }

    /** The statements without the semicolons; comments that MySQL executes stay in them. */
    static List<String> of(String dump) {
        return new DumpStatements(dump).split();
    }

    private List<String> split() {
        int at = 0;
        while (at < dump.length()) {
            switch (dump.charAt(at)) {
                case '\'', '"', '`' -> at = quotedEnd(at);
                case '/' -> at = dump.startsWith("/*", at) ? endOf("*/", at) : at + 1;
                case '-' -> at = dump.startsWith("-- ", at) ? comment(at) : at + 1;
                case ';' -> {
                    add(at);
                    at++;
                    start = at;
                }
                default -> at++;
            }
        }
        add(at);
        return statements;
    }

    private void add(int end) {
        String statement = dump.substring(start, end).strip();
        if (!statement.isEmpty()) {
            statements.add(statement);
        }
    }

    /** A comment to the end of its line; mysqldump writes them between statements only. */
    private int comment(int at) {
        start = endOf("\n", at);
        return start;
    }

    /** After the closing quote. A doubled quote is an end and a beginning; names know no backslashes. */
    private int quotedEnd(int opening) {
        char quote = dump.charAt(opening);
        int at = opening + 1;
        while (dump.charAt(at) != quote) {
            at += dump.charAt(at) == '\\' && quote != '`' ? 2 : 1;
        }
        return at + 1;
    }

    private int endOf(String mark, int from) {
        int found = dump.indexOf(mark, from);
        return found < 0 ? dump.length() : found + mark.length();
    }
}
