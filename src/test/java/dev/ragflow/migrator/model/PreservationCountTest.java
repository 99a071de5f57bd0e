package dev.ragflow.migrator.model;

import static dev.ragflow.migrator.model.ModelFixture.OLD;
import static dev.ragflow.migrator.model.ModelFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The count of what is preserved")
class PreservationCountTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void takesTheModelsOfTeamsThatATenantJoinedButNotOfInvitations(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.provider("p", "owner", "VLLM", OLD);
            fixture.instance("i", "p", "default", "", "active", "{}", OLD, OLD);
            fixture.model("m", "p", "i", "shared", "chat", "active", "{}");
            for (String role : new String[] {"normal", "invite"}) {
                fixture.insert(
                        "user_tenant",
                        values("id", role, "user_id", role, "tenant_id", "owner", "role", role, "status", "1"));
                fixture.insert("dialog", values("id", role, "tenant_id", role, "llm_id", "shared@default@VLLM"));
            }

            assertThat(fixture.preservation().preservation().references().preserved())
                    .isEqualTo(1);
        }
    }
}
