package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.util.List;
import java.util.Map;

/** Where RAGFlow's own script ends when it is killed, or when it goes wrong and says that it is done. */
enum HalfDoneState {
    /** Killed while it filled the table that was to take the place of tenant_model. */
    MERGE_TABLE_LEFT(false) {
        @Override
        void leaveIn(TestDatabase database) {
            database.execute("CREATE TABLE `tenant_model_merge_tmp` (`id` VARCHAR(32) PRIMARY KEY, `model_type` INT)");
            database.execute("INSERT INTO `tenant_model_merge_tmp` VALUES ('left-over', 1)");
        }
    },
    /** Killed between its two renames. */
    RENAMED(false) {
        @Override
        void leaveIn(TestDatabase database) {
            database.execute("ALTER TABLE `tenant_model` RENAME TO `tenant_model_backup`");
        }
    },
    /** The same, and the application has been started again since. */
    RENAMED_AND_CREATED_ANEW(false) {
        @Override
        void leaveIn(TestDatabase database) {
            RENAMED.leaveIn(database);
            String date = database.server() == TestServer.POSTGRES ? "TIMESTAMP" : "DATETIME";
            database.execute(
                    "CREATE TABLE `tenant_model` (`id` VARCHAR(32) NOT NULL PRIMARY KEY, `model_name` VARCHAR(128),"
                            + " `provider_id` VARCHAR(32) NOT NULL, `instance_id` VARCHAR(32) NOT NULL, `model_type` INT NOT NULL,"
                            + " `status` VARCHAR(32) NOT NULL, `extra` VARCHAR(1024) NOT NULL, `create_time` BIGINT,"
                            + " `update_time` BIGINT, `create_date` " + date + ", `update_date` " + date + ")");
        }
    },
    /** Straight from v0.25 or older: the column was of numbers before the first name of a type was written into it. */
    NO_TYPES(true) {
        @Override
        void leaveIn(TestDatabase database) {
            database.execute("UPDATE `tenant_model` SET `model_type` = '0'");
            boolean postgres = database.server() == TestServer.POSTGRES;
            database.execute(
                    postgres
                            ? "ALTER TABLE `tenant_model` ALTER COLUMN `model_type` TYPE INT USING 0"
                            : "ALTER TABLE `tenant_model` MODIFY `model_type` INT NOT NULL",
                    MARKED);
        }
    },
    /** Every instance has one name and no base URL, and every reference names it. */
    ALL_DEFAULT(true) {
        @Override
        void leaveIn(TestDatabase database) {
            database.execute("UPDATE `tenant_model_instance` SET `instance_name` = 'default', `extra` = '{}'", MARKED);
            for (int i = 2; i < 20; i++) {
                for (String table : ReferencePlaces.tables()) {
                    String json = ReferencePlaces.JSON.get(table);
                    for (String column : json == null ? FIELDS.getOrDefault(table, List.of()) : List.of(json)) {
                        database.execute("UPDATE `" + table + "` SET `" + column + "` = REPLACE(`" + column
                                + "`, '@default-" + i + "@', '@default@') WHERE `" + column + "` LIKE '%@default-" + i
                                + "@%'");
                    }
                }
            }
        }
    };

    private static final Map<String, List<String>> FIELDS = Map.of(
            "tenant", List.of("llm_id", "embd_id", "asr_id", "img2txt_id", "rerank_id", "tts_id"),
            "dialog", List.of("llm_id", "rerank_id"),
            "memory", List.of("embd_id", "llm_id"));

    private static final String MARKED =
            "UPDATE `system_settings` SET `value` = 'v0.27.0'" + " WHERE `name` = 'mysql_migration.database.version'";

    private final boolean needsRepair;

    HalfDoneState(boolean needsRepair) {
        this.needsRepair = needsRepair;
    }

    /** Whether only the operator can tell that no user did it. */
    boolean needsRepair() {
        return needsRepair;
    }

    /** Makes the state of a database that this program brought to v0.26.4. */
    abstract void leaveIn(TestDatabase database);
}
