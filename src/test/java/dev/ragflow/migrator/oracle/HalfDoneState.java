package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where RAGFlow's own script ends when it is killed, or when it goes wrong and says that it is done. */
enum HalfDoneState {
    /** It failed in the merge, left the table that it was filling, and marked the release all the same. */
    MARKED_WITHOUT_A_MERGE(Release.V0_26_4, false) {
        @Override
        void leaveIn(TestDatabase database) throws SQLException {
            ScriptDamage.mergeTableLeft(database);
            database.execute(ScriptDamage.MARKED);
        }
    },
    /** Killed between its two renames. */
    RENAMED(Release.V0_26_4, false) {
        @Override
        void leaveIn(TestDatabase database) throws SQLException {
            ScriptDamage.mergeTableLeft(database);
            database.execute("ALTER TABLE `tenant_model` RENAME TO `tenant_model_backup`");
        }
    },
    /** The same, and the application has been started again since. */
    RENAMED_AND_CREATED_ANEW(Release.V0_26_4, false) {
        @Override
        void leaveIn(TestDatabase database) throws SQLException {
            RENAMED.leaveIn(database);
            String date = ScriptDamage.dateType(database);
            database.execute(
                    "CREATE TABLE `tenant_model` (`id` VARCHAR(32) NOT NULL PRIMARY KEY, `model_name` VARCHAR(128),"
                            + " `provider_id` VARCHAR(32) NOT NULL, `instance_id` VARCHAR(32) NOT NULL, `model_type` INT NOT NULL,"
                            + " `status` VARCHAR(32) NOT NULL, `extra` VARCHAR(1024) NOT NULL, `create_time` BIGINT,"
                            + " `update_time` BIGINT, `create_date` " + date + ", `update_date` " + date + ")",
                    ScriptDamage.MARKED);
        }
    },
    /** As far as v0.26: one instance a key, all of one name and without base URL, custom models of catalogue providers lost. */
    ALL_DEFAULT(Release.V0_26_4, true) {
        @Override
        void leaveIn(TestDatabase database) throws SQLException {
            ScriptDamage.allDefault(database);
            ScriptDamage.withoutCustomModels(database);
        }
    },
    /** By hops to v0.27, which also lost the models that were off, and filled no column of ids. */
    MARKED_AFTER_A_BAD_MERGE(Release.V0_27_0, true) {
        @Override
        void leaveIn(TestDatabase database) throws SQLException {
            ScriptDamage.allDefault(database);
            ScriptDamage.withoutCustomModels(database);
            database.execute("DELETE FROM `tenant_model` WHERE `status` = 'inactive'");
            ScriptDamage.withoutIds(database);
        }
    },
    /** Straight from v0.25 or older: the column was of numbers before the first name of a type was written into it. */
    NO_TYPES(Release.V0_26_4, true) {
        @Override
        void leaveIn(TestDatabase database) throws SQLException {
            ScriptDamage.allDefault(database);
            ScriptDamage.withoutCustomModels(database);
            database.execute(
                    "UPDATE `tenant_model` SET `model_type` = '0'",
                    database.server() == TestServer.POSTGRES
                            ? "ALTER TABLE `tenant_model` ALTER COLUMN `model_type` TYPE INT USING 0"
                            : "ALTER TABLE `tenant_model` MODIFY `model_type` INT NOT NULL",
                    ScriptDamage.MARKED);
            ScriptDamage.withoutIds(database);
        }
    },
    /** The tables as v0.25's script filled them. */
    V025_TABLES(null, false) {
        @Override
        void leaveIn(TestDatabase database) throws SQLException {
            FormerScript.run(database);
        }
    };

    private final Optional<Release> base;
    private final boolean needsRepair;

    HalfDoneState(@Nullable Release base, boolean needsRepair) {
        this.base = Optional.ofNullable(base);
        this.needsRepair = needsRepair;
    }

    /** What this program is to bring the database to before; empty where it stays as RAGFlow v0.25 left it. */
    Optional<Release> base() {
        return base;
    }

    /** Whether only the operator can tell that no user did it. */
    boolean needsRepair() {
        return needsRepair;
    }

    /** Makes the state of a database that this program brought to {@link #base}. */
    abstract void leaveIn(TestDatabase database) throws SQLException;
}
