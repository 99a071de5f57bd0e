package dev.ragflow.migrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("fast")
class PaceSettingsTest {

    private static PaceSettings pace(String type, String... variables) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "RAGFLOW_MIGRATOR_DB_TYPE",
                type,
                "RAGFLOW_MIGRATOR_HOST",
                "db",
                "RAGFLOW_MIGRATOR_USER",
                "u",
                "RAGFLOW_MIGRATOR_DATABASE",
                "d",
                "RAGFLOW_MIGRATOR_PASSWORD",
                "p"));
        Arrays.stream(variables).forEach(variable -> {
            String[] parts = variable.split("=", 2);
            environment.put("RAGFLOW_MIGRATOR_" + parts[0], parts[1]);
        });
        return Settings.load(Command.MIGRATE, new Flags(Map.of()), environment).pace();
    }

    @Test
    void areQuickAndUnlimitedByDefault() {
        assertThat(pace("mysql")).isEqualTo(PaceSettings.DEFAULT);
    }

    @Test
    void takeASizeBoundsAndLimits() {
        assertThat(pace("mysql", "BATCH_SIZE=7").smallest()).isEqualTo(7);
        assertThat(pace("mysql", "BATCH_SIZE=7").largest()).isEqualTo(7);
        assertThat(pace(
                        "postgres",
                        "MIN_BATCH_SIZE=5",
                        "MAX_BATCH_SIZE=20000",
                        "WORKERS=4",
                        "BATCH_TIME=250ms",
                        "RETRY_TIMEOUT=10m",
                        "MAX_THREADS_RUNNING=50",
                        "MAX_REPLICA_LAG=10s"))
                .isEqualTo(new PaceSettings(
                        5,
                        20_000,
                        4,
                        Duration.ofMillis(250),
                        Duration.ofMinutes(10),
                        Optional.of(50),
                        Optional.of(Duration.ofSeconds(10)),
                        Optional.empty()));
        assertThat(pace("mysql", "MAX_REPLICA_LAG=10", "REPLICA_LAG_QUERY=SELECT lag FROM t")
                        .replicaLagQuery())
                .hasValue("SELECT lag FROM t");
    }

    @ParameterizedTest
    @CsvSource({
        "BATCH_SIZE=0, 1 to 20000",
        "BATCH_SIZE=20001, 1 to 20000",
        "MAX_BATCH_SIZE=many, is not a number",
        "WORKERS=0, is not a number from 1 to 16",
        "WORKERS=17, is not a number from 1 to 16",
        "MAX_BATCH_SIZE=9, is below --min-batch-size 10",
        "BATCH_TIME=0, must be more than 0",
        "MAX_THREADS_RUNNING=-1, is not a number",
        "MAX_REPLICA_LAG=10s, needs --replica-lag-query on MySQL"
    })
    void refuseWhatCannotBe(String variable, String message) {
        assertThatThrownBy(() -> pace("mysql", variable))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }
}
