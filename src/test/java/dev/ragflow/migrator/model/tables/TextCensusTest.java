package dev.ragflow.migrator.model.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The census of shared texts")
@Tag("server")
class TextCensusTest {

    private static final int ROWS = 12_100;

    /** 6,300 different texts, more than fit into one block, of 700 owners; most are held by two rows. */
    private static void fill(TestDatabase test) {
        test.execute("CREATE TABLE thing (id VARCHAR(32) NOT NULL PRIMARY KEY, owner VARCHAR(32), config TEXT)");
        String number = "a.n * 110 + b.n";
        String numbers = TestDatabase.numbersBelow(110);
        test.execute("INSERT INTO thing SELECT MD5(CONCAT('id', %1$s)), MD5(CONCAT('owner', MOD(%1$s, 700))),"
                        .formatted(number)
                + " CONCAT('{\"n\": ', MOD(%s, 9), '}') FROM %s AS a, %s AS b".formatted(number, numbers, numbers));
        test.execute("UPDATE thing SET config = NULL WHERE id LIKE 'a%'");
        test.execute("UPDATE thing SET owner = NULL WHERE id LIKE 'b1%'");
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void countsAsTheServerDoesOwnerByOwner(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                var database = test.open();
                Connection connection = test.connect()) {
            fill(test);
            SharedTexts texts = new SharedTexts(new KeyedTables(database.dialect()), "thing", "owner", "config");
            List<SharedTexts.Rows> asked = new ArrayList<>();
            List<SharedTexts.Rows> counted = new ArrayList<>();
            AtomicInteger calls = new AtomicInteger();

            TextCensus census = TextCensus.of(connection, texts, 1_000, calls::incrementAndGet)
                    .orElseThrow();

            for (List<String> owners : InList.portions(owners(connection), 100)) {
                asked.addAll(texts.of(connection, owners).orElseThrow());
                counted.addAll(census.of(owners));
            }
            assertThat(asked)
                    .hasSizeGreaterThan(5_000)
                    .extracting(SharedTexts.Rows::count)
                    .contains(1L, 2L);
            assertThat(counted).containsExactlyInAnyOrderElementsOf(asked);
            assertThat(census.of(List.of("0".repeat(32), "nobody"))).isEmpty();
            assertThat(calls).as("statements").hasValue(2);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isLeftToTheServerWhereATableIsSmallOrHasOtherIds(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                var database = test.open();
                Connection connection = test.connect()) {
            fill(test);
            SharedTexts texts = new SharedTexts(new KeyedTables(database.dialect()), "thing", "owner", "config");

            assertThat(TextCensus.of(connection, texts, ROWS, () -> {})).isEmpty();
            assertThat(TextCensus.of(connection, texts, ROWS - 1, () -> {})).isPresent();
            test.execute("UPDATE thing SET owner = 'Somebody else' WHERE id LIKE 'c1%'");
            assertThat(TextCensus.of(connection, texts, 1_000, () -> {})).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void endsWithTheRun(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                var database = test.open();
                Connection connection = test.connect()) {
            fill(test);
            SharedTexts texts = new SharedTexts(new KeyedTables(database.dialect()), "thing", "owner", "config");
            AtomicInteger calls = new AtomicInteger();

            assertThatThrownBy(() -> TextCensus.of(connection, texts, 1_000, () -> {
                        if (calls.incrementAndGet() == 2) {
                            throw new IllegalStateException("told to end");
                        }
                    }))
                    .hasMessage("told to end");
        }
    }

    private static List<String> owners(Connection connection) throws SQLException {
        List<String> owners = new ArrayList<>();
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT DISTINCT owner FROM thing WHERE owner IS NOT NULL");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                owners.add(Optional.ofNullable(row.getString(1)).orElseThrow());
            }
        }
        return owners;
    }
}
