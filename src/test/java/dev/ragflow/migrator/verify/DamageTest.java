package dev.ragflow.migrator.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.migrate.MigrateRun;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.RunSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Each kind of damage is found, and nothing else")
@Tag("server")
class DamageTest {

    private static final String SECRET = "sk-very-secret-1";
    private static final String WRONG_SECRET = "sk-wrong-secret-2";

    /** A tenant whose models come from tenant_llm. */
    private static final String OLD = "00000000000000000000000000000001";

    /** Rows of a tenant that tenant_llm does not know. */
    private static final String NATIVE = "00000000000000000000000000000002";

    private static final String P = "00000000000000000000000000000a01";
    private static final String P2 = "00000000000000000000000000000a02";
    private static final String I = "00000000000000000000000000000b01";
    private static final String M = "00000000000000000000000000000c01";

    /** The same models as the other instance has: what is right is looked at once for both, what is wrong is found in each. */
    private static final String TWIN = "00000000000000000000000000000b02";

    private static final String M2 = "00000000000000000000000000000c02";
    /** Checks that name kinds in place of rows. */
    private static final Set<Check> COUNTED = EnumSet.of(Check.REPAIRABLE, Check.UNDECIDED);

    private static final String NOBODY = "f".repeat(32);

    private static final String OF_OLD =
            " WHERE `provider_id` IN (SELECT `id` FROM `tenant_model_provider`" + " WHERE `tenant_id` = '" + OLD + "')";

    /**
     * What breaks one check.
     *
     * @param count how often it must be found
     * @param sample what the samples must name
     * @param breaks statements that break it
     * @param mends statements that put everything right again
     * @param also checks that cannot but fail with it
     */
    private record Damage(
            String name, long count, String sample, List<String> breaks, List<String> mends, Map<Check, Long> also) {

        static Damage of(String name, long count, String sample, String breaks, String mends) {
            return new Damage(name, count, sample, List.of(breaks), List.of(mends), Map.of());
        }
    }

    private static Map<Check, List<Damage>> damages(boolean postgres) {
        Map<Check, List<Damage>> damages = new EnumMap<>(Check.class);
        damages.put(Check.SCHEMA, List.of(Damage.of("a table is gone", 1, "search", """
                ALTER TABLE `search` RENAME TO `search_away`""", """
                ALTER TABLE `search_away` RENAME TO `search`""")));
        String unique = "tenantmodelprovider_tenant_id_provider_name";
        damages.put(
                Check.PROVIDER_UNIQUE,
                List.of(new Damage(
                        "two of one name",
                        1,
                        "tenant_model_provider " + NATIVE + " | Mine",
                        List.of(
                                "DROP INDEX `" + unique + "`" + (postgres ? "" : " ON `tenant_model_provider`"),
                                provider("p3", "Mine")),
                        List.of(
                                "DELETE FROM `tenant_model_provider` WHERE `id` = 'p3'",
                                "CREATE UNIQUE INDEX `" + unique
                                        + "` ON `tenant_model_provider` (`tenant_id`, `provider_name`)"),
                        Map.of(Check.SCHEMA, 1L))));
        damages.put(
                Check.INSTANCE_UNIQUE,
                List.of(Damage.of(
                        "two of one name",
                        1,
                        "tenant_model_instance " + P + " | mine",
                        instance("b2", P, "mine"),
                        delete("tenant_model_instance", "b2"))));
        damages.put(
                Check.DEFAULT_INSTANCE,
                List.of(new Damage(
                        "two named default",
                        1,
                        "tenant_model_instance " + P + " | default",
                        List.of(instance("b2", P, "default"), instance("b3", P, "default")),
                        List.of(delete("tenant_model_instance", "b2"), delete("tenant_model_instance", "b3")),
                        Map.of())));
        damages.put(
                Check.MODEL_UNIQUE,
                List.of(Damage.of(
                        "two of one name",
                        1,
                        "tenant_model " + I + " | m",
                        model("c2", I, "m"),
                        delete("tenant_model", "c2"))));
        damages.put(
                Check.INSTANCE_EXTRA,
                List.of(
                        set("no JSON", "tenant_model_instance", I, "extra", "'{'", "'{}'"),
                        set("a number", "tenant_model_instance", I, "extra", "'{\"a\": 1}'", "'{}'")));
        damages.put(
                Check.MODEL_EXTRA,
                List.of(
                        set("an array", "tenant_model", M, "extra", "'[]'", "'{}'"),
                        set("a text", "tenant_model", M, "extra", "'no object'", "'{}'"),
                        twins("a text in both", "extra", "'\"\"'", "'{}'")));
        damages.put(
                Check.MODEL_TYPE,
                List.of(
                        set("zero", "tenant_model", M, "model_type", "0", "1"),
                        set("an unknown bit", "tenant_model", M, "model_type", "129", "1"),
                        twins("zero in both", "model_type", "0", "1")));
        damages.put(
                Check.MODEL_NAME,
                List.of(
                        set("empty", "tenant_model", M, "model_name", "''", "'m'"),
                        set("NULL", "tenant_model", M, "model_name", "NULL", "'m'")));
        damages.put(
                Check.INSTANCE_PROVIDER,
                List.of(Damage.of(
                        "gone",
                        1,
                        "tenant_model_instance b2",
                        instance("b2", NOBODY, "other"),
                        delete("tenant_model_instance", "b2"))));
        damages.put(
                Check.MODEL_PROVIDER,
                List.of(
                        set("gone", "tenant_model", M, "provider_id", "'" + NOBODY + "'", "'" + P + "'"),
                        twins("gone in both", "provider_id", "'" + NOBODY + "'", "'" + P + "'")));
        damages.put(
                Check.MODEL_INSTANCE,
                List.of(set("gone", "tenant_model", M, "instance_id", "'" + NOBODY + "'", "'" + I + "'")));
        damages.put(
                Check.MODEL_AND_INSTANCE,
                List.of(set("another provider's", "tenant_model", M, "provider_id", "'" + P2 + "'", "'" + P + "'")));
        damages.put(
                Check.INSTANCE_STATUS,
                List.of(set("v0.25's own", "tenant_model_instance", I, "status", "'1'", "'active'")));
        damages.put(
                Check.MODEL_STATUS,
                List.of(
                        set("v0.25's own", "tenant_model", M, "status", "'1'", "'active'"),
                        set("v0.25's own in the twin", "tenant_model", M2, "status", "'1'", "'active'"),
                        twins("v0.25's own in both", "status", "'1'", "'active'")));
        String alter = "ALTER TABLE `tenant_model_instance` ";
        damages.put(
                Check.INSTANCE_KEY,
                List.of(new Damage(
                        "NULL",
                        1,
                        "tenant_model_instance " + I,
                        List.of(
                                alter
                                        + (postgres
                                                ? "ALTER COLUMN `api_key` DROP NOT NULL"
                                                : "MODIFY COLUMN `api_key` VARCHAR(512) NULL"),
                                "UPDATE `tenant_model_instance` SET `api_key` = NULL WHERE `id` = '" + I + "'"),
                        List.of(
                                "UPDATE `tenant_model_instance` SET `api_key` = '' WHERE `id` = '" + I + "'",
                                alter
                                        + (postgres
                                                ? "ALTER COLUMN `api_key` SET NOT NULL"
                                                : "MODIFY COLUMN `api_key` VARCHAR(512) NOT NULL")),
                        Map.of())));
        damages.put(
                Check.TIMES,
                List.of(
                        set("a model's", "tenant_model", M, "create_time", "1700000000", "1700000000000"),
                        twins("of both models", "update_time", "1700000000", "1700000000000"),
                        set("an instance's", "tenant_model_instance", I, "update_time", "1700000000", "1700000000000"),
                        set("a provider's", "tenant_model_provider", P, "update_time", "1700000000", "1700000000000")));
        damages.put(
                Check.TYPE_NAMES,
                List.of(
                        Damage.of(
                                "in llm",
                                1,
                                "llm f | l",
                                "INSERT INTO `llm` (`fid`, `llm_name`, `model_type`, `max_tokens`, `tags`, `is_tools`)"
                                        + " VALUES ('f', 'l', 'speech2text', 1, '', " + (postgres ? "false" : "0")
                                        + ")",
                                "DELETE FROM `llm` WHERE `fid` = 'f'"),
                        Damage.of(
                                "in tenant_llm",
                                1,
                                "tenant_llm " + OLD + " | Ollama | seeing",
                                "UPDATE `tenant_llm` SET `model_type` = 'image2text' WHERE `llm_name` = 'seeing'",
                                "UPDATE `tenant_llm` SET `model_type` = 'vision' WHERE `llm_name` = 'seeing'")));
        String right = "(SELECT `id` FROM `tenant_model` WHERE `model_name` = 'own')";
        damages.put(
                Check.ID_COLUMNS,
                List.of(
                        idColumn("no model's", "'" + NOBODY + "'", right),
                        idColumn("another tenant's", "'" + M + "'", right),
                        idColumn(
                                "of another type",
                                "(SELECT `id` FROM `tenant_model` WHERE `model_name` = 'seeing')",
                                right),
                        withoutId("empty beside a name that resolves", "''", right),
                        withoutId("NULL beside a name that resolves", "NULL", right)));
        damages.put(
                Check.STORED_IDS,
                List.of(reference("another tenant's", "dialog dialog-1, llm_id: the model of another tenant", M)));
        damages.put(
                Check.UNKNOWN_IDS, List.of(reference("no model's", "dialog dialog-1, llm_id: no such model", NOBODY)));
        damages.put(
                Check.REFERENCES,
                List.of(
                        unmarked(reference("old form", "dialog dialog-1, llm_id: still in the old form", "own@Ollama")),
                        unmarked(reference("bare name", "dialog dialog-1, llm_id: still in the old form", "own"))));
        damages.put(
                Check.REFERENCES_CUT,
                List.of(reference(
                        "as long as its column", "dialog dialog-1, llm_id", "n".repeat(114) + "@default@Nobod")));
        Damage off = reference("a type that was off", "dialog dialog-1, llm_id", "seeing@default@Ollama");
        damages.put(
                Check.REFERENCES_OFF,
                List.of(unmarked(new Damage(
                        off.name(),
                        1,
                        off.sample(),
                        List.of(
                                off.breaks().get(0),
                                "INSERT INTO `tenant_model_backup` (`id`, `provider_id`, `instance_id`, `model_name`,"
                                        + " `model_type`, `status`, `extra`) SELECT 'off', `provider_id`, `instance_id`,"
                                        + " `model_name`, 'chat', 'inactive', '{}' FROM `tenant_model`"
                                        + " WHERE `model_name` = 'seeing'"),
                        List.of(off.mends().get(0), delete("tenant_model_backup", "off")),
                        Map.of()))));
        damages.put(
                Check.REPAIRABLE,
                List.of(Damage.of(
                        "a model is gone",
                        1,
                        "1 model",
                        "UPDATE `tenant_model` SET `model_name` = 'away' WHERE `model_name` = 'seeing'",
                        "UPDATE `tenant_model` SET `model_name` = 'seeing' WHERE `model_name` = 'away'")));
        damages.put(
                Check.UNDECIDED,
                List.of(Damage.of(
                        "a key that a user changed",
                        2,
                        "2 models",
                        "UPDATE `tenant_model_instance` SET `api_key` = '" + WRONG_SECRET
                                + "', `update_time` = `create_time` + 1" + OF_OLD,
                        "UPDATE `tenant_model_instance` SET `api_key` = '" + SECRET + "', `update_time` = `create_time`"
                                + OF_OLD)));
        damages.put(
                Check.MODELS,
                List.of(
                        models("another key", "`api_key` = '" + WRONG_SECRET + "'", "`api_key` = '" + SECRET + "'"),
                        models(
                                "another base URL",
                                "`extra` = '{\"base_url\": \"http://wrong.internal\"}'",
                                "`extra` = '{\"base_url\": \"http://own.internal:1\"}'"),
                        seeing(
                                "another state",
                                "`status` = 'inactive'",
                                "`status` = 'active'",
                                Map.of(Check.REPAIRABLE, 1L)),
                        seeing("another type", "`model_type` = 32", "`model_type` = 8", Map.of())));
        damages.put(
                Check.UNKNOWN_TYPES,
                List.of(Damage.of(
                        "a type nobody knows",
                        1,
                        "tenant_llm " + OLD + " | Ollama | odd",
                        legacy("odd", "telepathy"),
                        "DELETE FROM `tenant_llm` WHERE `llm_name` = 'odd'")));
        return damages;
    }

    @Test
    void everyCheckHasItsDamage() {
        assertThat(damages(true)).containsOnlyKeys(Check.values());
        assertThat(damages(false)).containsOnlyKeys(Check.values());
    }

    @TestFactory
    Stream<DynamicNode> isFound() {
        return Stream.of(TestServer.values())
                .map(server -> dynamicContainer(server.name(), Stream.of(server).flatMap(DamageTest::tests)));
    }

    private static Stream<DynamicNode> tests(TestServer server) {
        MigratedDatabase database = create(server);
        List<DynamicNode> tests = new ArrayList<>();
        damages(server == TestServer.POSTGRES)
                .forEach((check, damages) -> damages.forEach(damage -> tests.add(
                        dynamicTest(check.text() + ": " + damage.name(), () -> isFound(database, check, damage)))));
        tests.add(dynamicTest("all mended", () -> {
            assertThat(found(database.verify())).isEmpty();
            database.close();
        }));
        return tests.stream();
    }

    private static void isFound(MigratedDatabase database, Check check, Damage damage) {
        Map<String, Long> expected = new TreeMap<>(Map.of(check.text(), damage.count()));
        damage.also().forEach((other, count) -> expected.put(other.text(), count));
        damage.breaks().forEach(database::execute);
        try {
            VerificationReport report = database.verify();
            assertThat(found(report)).isEqualTo(expected);
            CheckResult result = report.checks().stream()
                    .filter(one -> one.name().equals(check.text()))
                    .findFirst()
                    .orElseThrow();
            assertThat(result.samples())
                    .hasSize(COUNTED.contains(check) ? 1 : (int) damage.count())
                    .allMatch(at -> at.contains(damage.sample()));
            String printed =
                    database.command(OutputFormat.TEXT, database.database().settings());
            assertThat(printed)
                    .startsWith(report.passed() ? "0 " : "4 ")
                    .contains(check.text(), damage.sample())
                    .doesNotContain(SECRET, WRONG_SECRET, "own.internal", "wrong.internal");
        } finally {
            damage.mends().forEach(database::execute);
        }
    }

    /** What the first run of this program makes of it, where RAGFlow worked with the database before. */
    private static final Set<Check> FOUND_BEFORE = EnumSet.of(
            Check.INSTANCE_UNIQUE,
            Check.DEFAULT_INSTANCE,
            Check.INSTANCE_EXTRA,
            Check.MODEL_EXTRA,
            Check.INSTANCE_PROVIDER,
            Check.MODEL_PROVIDER,
            Check.MODEL_INSTANCE,
            Check.MODEL_AND_INSTANCE,
            Check.STORED_IDS,
            Check.REFERENCES_CUT,
            Check.REFERENCES_OFF,
            Check.UNKNOWN_TYPES,
            Check.UNKNOWN_IDS,
            Check.REPAIRABLE,
            Check.UNDECIDED);

    /** The same, where other damage of these checks is repaired. */
    private static final Set<String> NOT_REPAIRABLE = Set.of("an unknown bit", "another key", "another base URL");

    @TestFactory
    Stream<DynamicNode> isNoFailureWhereItWasThereBefore() {
        return Stream.of(TestServer.MYSQL, TestServer.POSTGRES)
                .map(server -> dynamicContainer(server.name(), testsOfEarlier(server)));
    }

    private static Stream<DynamicNode> testsOfEarlier(TestServer server) {
        MigratedDatabase original = create(server);
        List<DynamicNode> tests = new ArrayList<>();
        damages(server == TestServer.POSTGRES).forEach((check, damages) -> {
            // what the checks find is the same everywhere; the second server shows that the runs' statements are, too
            int most = server == TestServer.MYSQL ? damages.size() : 1;
            damages.subList(0, most)
                    .forEach(damage -> tests.add(dynamicTest(check.text() + ": " + damage.name(), () -> {
                        if (check == Check.PROVIDER_UNIQUE) {
                            stopsTheFirstRun(original, damage);
                        } else {
                            wasThereBefore(original, check, damage);
                        }
                    })));
        });
        tests.add(dynamicTest("the end", original::close));
        return tests.stream();
    }

    /** A unique index cannot be made; the run says on which rows, and goes on once they are gone. */
    private static void stopsTheFirstRun(MigratedDatabase original, Damage damage) {
        TestDatabase copy = withoutRuns(original, damage);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = MigrateRun.run(
                RunSettings.of(Command.MIGRATE, copy.settings(), Release.V0_27_0),
                new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(exit).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " "))
                .contains("unique (tenant_id, provider_name)", "one of the rows has the id");

        copy.execute(delete("tenant_model_provider", "p3"));
        try (MigratedDatabase migrated = MigratedDatabase.of(copy, Release.V0_27_0)) {
            assertThat(found(migrated.verify())).isEmpty();
        }
    }

    /** A database that RAGFlow v0.27 works with, damaged, and without any trace of this program's runs. */
    private static TestDatabase withoutRuns(MigratedDatabase original, Damage damage) {
        TestDatabase copy = original.database().copy();
        boolean postgres = copy.server() == TestServer.POSTGRES;
        copy.execute(
                "DROP TABLE " + (postgres ? "databasechangelog" : "`DATABASECHANGELOG`"),
                "DROP TABLE `migration_history`",
                "DROP TABLE `ragflow_migrator_checkpoint`");
        damage.breaks().forEach(copy::execute);
        return copy;
    }

    private static void wasThereBefore(MigratedDatabase original, Check check, Damage damage) {
        TestDatabase copy = withoutRuns(original, damage);
        try (MigratedDatabase migrated = MigratedDatabase.of(copy, Release.V0_27_0)) {
            assertThat(migrated.command(OutputFormat.TEXT, copy.settings())).startsWith("0 ");
            Map<String, Long> found = found(migrated.verify());
            if (FOUND_BEFORE.contains(check) || NOT_REPAIRABLE.contains(damage.name())) {
                assertThat(found).containsEntry(check.text(), damage.count());
            } else {
                assertThat(found).doesNotContainKey(check.text());
            }
        }
    }

    /** The checks that found something, with their counts. */
    private static Map<String, Long> found(VerificationReport report) {
        Map<String, Long> found = new TreeMap<>();
        report.checks().stream()
                .filter(check -> check.found() > 0)
                .forEach(check -> found.put(check.name(), check.found()));
        return found;
    }

    /** A v0.24.0 database with a tenant, migrated, and rows that RAGFlow v0.27 may have written since. */
    private static MigratedDatabase create(TestServer server) {
        TestDatabase test = server.createDatabase()
                .loadRelease("v0.24.0")
                .execute(
                        "INSERT INTO `tenant` (`id`, `llm_id`, `embd_id`, `asr_id`, `img2txt_id`, `rerank_id`,"
                                + " `parser_ids`, `credit`) VALUES ('" + OLD
                                + "', 'own@Ollama', '', '', '', '', '', 1)",
                        legacy("own", "chat"),
                        legacy("seeing", "image2text"),
                        "INSERT INTO `dialog` (`id`, `do_refer`, `kb_ids`, `llm_id`, `llm_setting`, `name`,"
                                + " `prompt_config`, `prompt_type`, `rerank_id`, `similarity_threshold`, `tenant_id`,"
                                + " `top_k`, `top_n`, `vector_similarity_weight`) VALUES ('dialog-1', '1', '[]',"
                                + " 'own@Ollama', '{}', 'd', '{}', 'simple', '', 0.2, '" + OLD + "', 1, 1, 0.3)");
        MigratedDatabase migrated = MigratedDatabase.of(test, Release.V0_27_0)
                .execute(
                        provider(P, "Mine"),
                        provider(P2, "Other"),
                        instance(I, P, "mine"),
                        model(M, I, "m"),
                        instance(TWIN, P, "twin"),
                        model(M2, TWIN, "m"));
        assertThat(found(migrated.verify())).isEmpty();
        return migrated;
    }

    private static String legacy(String name, String type) {
        return "INSERT INTO `tenant_llm` (`tenant_id`, `llm_factory`, `llm_name`, `model_type`, `api_key`, `api_base`,"
                + " `max_tokens`, `used_tokens`, `status`, `create_time`, `update_time`) VALUES ('" + OLD
                + "', 'Ollama', '" + name + "', '" + type + "', '" + SECRET
                + "', 'http://own.internal:1', 1, 0, '1', 1700000000000, 1700000000000)";
    }

    private static Damage set(String name, String table, String id, String column, String wrong, String right) {
        String update = "UPDATE `" + table + "` SET `" + column + "` = %s WHERE `id` = '" + id + "'";
        return Damage.of(name, 1, table + " " + id, update.formatted(wrong), update.formatted(right));
    }

    private static Damage twins(String name, String column, String wrong, String right) {
        String update = "UPDATE `tenant_model` SET `" + column + "` = %s WHERE `id` IN ('" + M + "', '" + M2 + "')";
        return Damage.of(name, 2, "tenant_model 0000", update.formatted(wrong), update.formatted(right));
    }

    private static Damage idColumn(String name, String wrong, String right) {
        String update = "UPDATE `tenant` SET `tenant_llm_id` = %s WHERE `id` = '" + OLD + "'";
        return Damage.of(
                name, 1, "tenant " + OLD + ", tenant_llm_id", update.formatted(wrong), update.formatted(right));
    }

    private static Damage withoutId(String name, String wrong, String right) {
        Damage damage = idColumn(name, wrong, right);
        String sample = "tenant " + OLD + ", tenant_llm_id: empty, though llm_id names a model";
        return new Damage(name, 1, sample, damage.breaks(), damage.mends(), Map.of());
    }

    private static Damage reference(String name, String sample, String wrong) {
        String update = "UPDATE `dialog` SET `llm_id` = '%s' WHERE `id` = 'dialog-1'";
        return Damage.of(name, 1, sample, update.formatted(wrong), update.formatted("own@default@Ollama"));
    }

    private static Damage models(String name, String wrong, String right) {
        String update = "UPDATE `tenant_model_instance` SET %s" + OF_OLD;
        return new Damage(
                name,
                2,
                "tenant_llm " + OLD + " | Ollama | ",
                List.of(update.formatted(wrong)),
                List.of(update.formatted(right)),
                // the instance and its models
                Map.of(Check.REPAIRABLE, 3L));
    }

    private static Damage seeing(String name, String wrong, String right, Map<Check, Long> also) {
        String update = "UPDATE `tenant_model` SET %s WHERE `model_name` = 'seeing'";
        return new Damage(
                name,
                1,
                "tenant_llm " + OLD + " | Ollama | seeing",
                List.of(update.formatted(wrong)),
                List.of(update.formatted(right)),
                also);
    }

    /** As at the end of a first migration: once a database is marked, RAGFlow's users may have made the change. */
    private static Damage unmarked(Damage damage) {
        return new Damage(
                damage.name(),
                damage.count(),
                damage.sample(),
                Stream.concat(Stream.of(marker("v0.25.6")), damage.breaks().stream())
                        .toList(),
                Stream.concat(damage.mends().stream(), Stream.of(marker("v0.27.0")))
                        .toList(),
                damage.also());
    }

    private static String marker(String version) {
        return "UPDATE `system_settings` SET `value` = '" + version
                + "' WHERE `name` = 'mysql_migration.database.version'";
    }

    private static String delete(String table, String id) {
        return "DELETE FROM `" + table + "` WHERE `id` = '" + id + "'";
    }

    private static String provider(String id, String name) {
        return "INSERT INTO `tenant_model_provider` (`id`, `tenant_id`, `provider_name`, `create_time`, `update_time`)"
                + " VALUES ('" + id + "', '" + NATIVE + "', '" + name + "', 1700000000000, 1700000000000)";
    }

    private static String instance(String id, String provider, String name) {
        return "INSERT INTO `tenant_model_instance` (`id`, `provider_id`, `instance_name`, `api_key`, `status`, `extra`,"
                + " `create_time`, `update_time`) VALUES ('" + id + "', '" + provider + "', '" + name
                + "', '', 'active', '{}', 1700000000000, 1700000000000)";
    }

    private static String model(String id, String instance, String name) {
        return "INSERT INTO `tenant_model` (`id`, `provider_id`, `instance_id`, `model_name`, `model_type`, `status`,"
                + " `extra`, `create_time`, `update_time`) VALUES ('" + id + "', '" + P + "', '" + instance + "', '"
                + name + "', 1, 'active', '{}', 1700000000000, 1700000000000)";
    }
}
