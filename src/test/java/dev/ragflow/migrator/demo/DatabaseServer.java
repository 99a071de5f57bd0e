package dev.ragflow.migrator.demo;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A throw-away server for a script. Each line of standard input is an order, each order is answered by one line:
 *
 * <ul>
 *   <li>{@code new 50}: a legacy database of 50 tenants; the answer is type, host, port, user, password and name
 *   <li>{@code sql NAME STATEMENT}: the answer is the first row, with blanks between its columns
 * </ul>
 *
 * It ends with standard input. Argument: the kind of server.
 */
public final class DatabaseServer {

    private final TestServer server;
    private final Map<String, TestDatabase> databases = new HashMap<>();
    private final Map<Integer, TestDatabase> originals = new HashMap<>();

    private DatabaseServer(TestServer server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws IOException {
        DatabaseServer orders = new DatabaseServer(TestServer.valueOf(arguments[0]));
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String answer;
            try {
                answer = orders.answer(line.split(" ", 3));
            } catch (SQLException | RuntimeException e) {
                answer = "error: " + e.getMessage();
            }
            System.out.println(answer.replaceAll("\\R", " "));
        }
        System.exit(0);
    }

    private String answer(String[] order) throws SQLException {
        if (order[0].equals("new")) {
            return create(Integer.parseInt(order[1]));
        }
        try (Connection connection = Objects.requireNonNull(databases.get(order[1]), order[1])
                        .connect();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(order[2])) {
                return "";
            }
            List<String> columns = new ArrayList<>();
            try (ResultSet row = statement.getResultSet()) {
                boolean found = row.next();
                for (int i = 1; found && i <= row.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(row.getString(i)));
                }
            }
            return String.join(" ", columns);
        }
    }

    private String create(int tenants) throws SQLException {
        TestDatabase original = originals.get(tenants);
        if (original == null) {
            original = server.createDatabase().loadRelease(LegacyDatabase.RELEASE);
            LegacyDatabase.fill(original, tenants);
            originals.put(tenants, original);
        }
        TestDatabase database = original.copy();
        databases.put(database.settings().database(), database);
        return String.join(
                " ",
                database.settings().type().id(),
                database.settings().host(),
                String.valueOf(database.settings().port()),
                database.settings().user(),
                database.settings().password().reveal(),
                database.settings().database());
    }
}
