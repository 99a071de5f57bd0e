package dev.ragflow.migrator.model.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Rows of values in a statement")
@Tag("server")
class RowValuesTest {

    private static final List<RowValues.Column> COLUMNS = List.of(
            RowValues.Column.text("row_id"), RowValues.Column.number("part_start"), RowValues.Column.text("part_text"));

    /** What quoting, escapes, character sets, lengths and trailing blanks might change. */
    private static final List<@Nullable String> TEXTS = Arrays.asList(
            "plain",
            "",
            null,
            "null",
            "quotes \" ' ` and \\ and \\\" and \\u0041",
            "lines\r\n\ttabs\u0001\u007f",
            "\u00fc \u6f22\u5b57 " + Character.toString(0x1F600) + Character.toString(0x10FFFF),
            "trailing blanks  ",
            "[\"an\", {\"array\": null}]",
            Character.toString(0x1F600).repeat(999),
            "x".repeat(1_001),
            "y\u00e9".repeat(RowValues.LONGEST_OF_SEVERAL / 2));

    /** More than 64 KiB. */
    private static final String LONG = "y\u00e9".repeat(60_000);

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void arriveAsTheyAre(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                Database database = test.open();
                Connection connection = test.connect()) {
            // else the servers of the tests are older than those whose way is to be tested
            assertThat(database.hasJsonTables()).isEqualTo(server != TestServer.POSTGRES);
            for (boolean areJson : new boolean[] {false, true}) {
                RowValues single = new RowValues(database.dialect(), areJson, COLUMNS);
                single.add("id", 0, LONG);
                assertThat(read(connection, single)).isEqualTo(List.of(Arrays.asList("id", 0, inShort(LONG))));
                single.add("id", 0, "short");
                assertThatThrownBy(single::sql).hasMessageContaining("must go alone");
                // one after the other as well, since the longest text of all decides how a column is declared
                for (int size : new int[] {1, TEXTS.size()}) {
                    for (int from = 0; from < TEXTS.size(); from += size) {
                        RowValues rows = new RowValues(database.dialect(), areJson, COLUMNS);
                        List<List<@Nullable Object>> expected = new ArrayList<>();
                        for (int i = from; i < from + size; i++) {
                            List<@Nullable Object> row = Arrays.asList("id-" + i, i - 3, TEXTS.get(i));
                            rows.add(row.toArray(new @Nullable Object[0]));
                            expected.add(Arrays.asList("id-" + i, i - 3, inShort(TEXTS.get(i))));
                        }
                        assertThat(read(connection, rows))
                                .as("JSON %s, from %s, %s rows", areJson, from, size)
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }

    private static @Nullable String inShort(@Nullable String text) {
        return text == null || text.length() < 100 ? text : text.length() + " characters, " + Fingerprint.of(text);
    }

    private static List<List<@Nullable Object>> read(Connection connection, RowValues rows) throws SQLException {
        List<List<@Nullable Object>> read = new ArrayList<>();
        String sql = "SELECT row_id, part_start, part_text FROM " + rows.sql() + " WHERE part_start > ? ORDER BY 2";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(rows.bind(statement, 1), -100);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    read.add(Arrays.asList(row.getString(1), row.getInt(2), inShort(row.getString(3))));
                }
            }
        }
        return read;
    }
}
