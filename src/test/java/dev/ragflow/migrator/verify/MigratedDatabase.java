package dev.ragflow.migrator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.migrate.MigrateRun;
import dev.ragflow.migrator.migrate.VerifyRun;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.oracle.HardCases;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.RunSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A v0.24.0 database with the hard cases, migrated by the program itself. */
final class MigratedDatabase implements AutoCloseable {

    private final TestDatabase test;
    private final Release release;

    private MigratedDatabase(TestDatabase test, Release release) {
        this.test = test;
        this.release = release;
    }

    static MigratedDatabase on(TestServer server, Release release) throws SQLException {
        TestDatabase test = server.createDatabase().loadRelease("v0.24.0");
        HardCases.load(test);
        return of(test, release);
    }

    /** Migrates a database, which is dropped when this is closed. */
    static MigratedDatabase of(TestDatabase test, Release release) {
        MigratedDatabase migrated = new MigratedDatabase(test, release);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = MigrateRun.run(
                RunSettings.of(Command.MIGRATE, test.settings(), release),
                new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(exit).as(out.toString(StandardCharsets.UTF_8)).isZero();
        return migrated;
    }

    TestDatabase database() {
        return test;
    }

    VerificationReport verify() {
        try (Database database = test.open()) {
            return Verification.of(database, release, Catalogue.builtIn(release))
                    .run();
        }
    }

    /** What the command prints, with its exit code in front. */
    String command(OutputFormat output, ConnectionSettings login) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = VerifyRun.run(
                RunSettings.of(Command.VERIFY, login, release, false, output),
                new PrintStream(out, true, StandardCharsets.UTF_8));
        return exit + " " + out.toString(StandardCharsets.UTF_8);
    }

    MigratedDatabase execute(String... statements) {
        test.execute(statements);
        return this;
    }

    /** The first column of the first row. */
    String value(String sql) throws SQLException {
        try (Connection connection = test.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).as(sql).isTrue();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        test.close();
    }
}
