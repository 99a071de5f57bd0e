package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What to do about a rebuild that is larger than the operator allowed. */
public final class RebuildRefusal {

    private static final String ALTER = "ALTER TABLE ";

    private RebuildRefusal() {}

    /** Why the statement is not run: its table and size, and the limit. */
    public static String reason(PlannedStatement step, TableSize size, RebuildLimit limit) {
        return String.format(
                Locale.ROOT,
                "%s would rebuild %s while writes to it wait; --rebuild-limit is %,d rows",
                step,
                size,
                limit.rows());
    }

    /** The statement, and the commands that run it while the application keeps running, a line each; without the password. */
    public static List<String> advice(PlannedStatement step, Dialect dialect, ConnectionSettings login) {
        List<String> lines = new ArrayList<>();
        for (String sql : step.sql()) {
            lines.add("Statement: " + sql);
            String start = ALTER + dialect.quoted(step.table()) + " ";
            if (dialect.isMySqlFamily() && sql.startsWith(start)) {
                lines.addAll(tools(step.table(), sql.substring(start.length()), login));
            }
        }
        lines.add("Then run the migration again. Or let it do the rebuild itself at a quiet time, with"
                + " --allow-rebuild.");
        return lines;
    }

    private static List<String> tools(String table, String actions, ConnectionSettings login) {
        // both tools ask about statements that take the primary key away; only the first can do without it
        boolean otherKey = actions.contains("PRIMARY KEY");
        List<String> lines = new ArrayList<>();
        lines.add("With pt-online-schema-change: pt-online-schema-change --alter " + shell(actions)
                + (otherKey ? " --no-check-alter" : "") + " --execute --ask-pass "
                + shell("h=" + login.host() + ",P=" + login.port() + ",u=" + login.user() + ",D=" + login.database()
                        + ",t=" + table));
        if (!otherKey) {
            lines.add("Or with gh-ost: gh-ost --host=" + shell(login.host()) + " --port=" + login.port() + " --user="
                    + shell(login.user()) + " --ask-pass --database=" + shell(login.database()) + " --table="
                    + shell(table) + " --alter=" + shell(actions) + " --allow-on-master --execute");
        }
        return lines;
    }

    /** One word of a POSIX shell. */
    private static String shell(String text) {
        return text.matches("[A-Za-z0-9_.:-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
