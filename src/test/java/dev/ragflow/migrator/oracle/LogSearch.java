package dev.ragflow.migrator.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks for secrets where none may be. A secret counts as found in its own form, as JSON and URLs write it, and where a part
 * of eight or more letters and digits between other characters shows up.
 */
public final class LogSearch {

    private static final int SHORTEST = 8;

    /** What to look for, and a name of the secret it comes from that tells nothing. */
    private final Map<String, String> needles = new TreeMap<>();

    private final List<String> findings = new ArrayList<>();

    private LogSearch() {}

    /** Texts shorter than eight characters are not looked for. */
    public static LogSearch forSecrets(Collection<String> secrets) {
        LogSearch search = new LogSearch();
        int number = 0;
        for (String secret : secrets) {
            search.learn("secret " + ++number + " of " + secrets.size(), secret);
        }
        return search;
    }

    private void learn(String name, String secret) {
        List<String> forms = new ArrayList<>(List.of(
                secret,
                secret.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t"),
                secret.replace("/", "\\/"),
                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20")));
        forms.addAll(List.of(secret.split("[^A-Za-z0-9]+")));
        for (String form : forms) {
            if (form.length() >= SHORTEST) {
                needles.put(form, name);
            }
        }
    }

    /** @param source what the text is, for the findings */
    public LogSearch inText(String source, String text) {
        needles.forEach((needle, name) -> {
            int at = text.indexOf(needle);
            if (at >= 0) {
                long line = text.substring(0, at).lines().count();
                findings.add(source + ", line " + Math.max(line, 1) + ": " + name);
            }
        });
        return this;
    }

    /** Reads the file as UTF-8. */
    public LogSearch inFile(Path file) {
        try {
            return inText(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks into every value of the tables; a table that is missing is an error. */
    public LogSearch inTables(Connection connection, String... tables) throws SQLException {
        for (String table : tables) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    for (int i = 1; i <= columns; i++) {
                        String value = rows.getString(i);
                        if (value != null) {
                            inText(table + "." + rows.getMetaData().getColumnName(i), value);
                        }
                    }
                }
            }
        }
        return this;
    }

    /** Where secrets were found so far; never tells the secret. */
    public List<String> findings() {
        return List.copyOf(findings);
    }

    /** @throws AssertionError when anything was found */
    public void assertNothingFound() {
        if (!findings.isEmpty()) {
            throw new AssertionError("Secrets were found:\n" + String.join("\n", findings));
        }
    }
}
