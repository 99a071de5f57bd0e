package dev.ragflow.migrator.model.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.model.domain.PackedId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class PackedIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000000000000000000000000000",
                "ffffffffffffffffffffffffffffffff",
                "0123456789abcdef8899aabbccddeeff",
                "8000000000000000000000000000000f"
            })
    void givesTheTextBackItWasMadeOf(String id) {
        assertThat(PackedId.isId(id)).isTrue();
        assertThat(PackedId.of(id).text()).isEqualTo(id);
        assertThat(PackedId.of(id + "0123")).isEqualTo(PackedId.of(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789abcdef0123456789abcde",
                "0123456789abcdef0123456789abcdef0",
                "0123456789ABCDEF0123456789ABCDEF",
                "0123456789abcdef0123456789abcdeg",
                "0123456789abcdef0123456789abcde/",
                "0123456789abcdef:123456789abcdef",
                "0123456789abcdef`123456789abcdef",
                "+123456789abcdef0123456789abcdef",
                "\u0660123456789abcdef0123456789abcdef"
            })
    void isNoIdOfAnotherForm(String text) {
        assertThat(PackedId.isId(text)).isFalse();
    }

    @Test
    void setsOfTenantsTellAllFormsOfIdsApart() {
        TenantSet tenants = new TenantSet();
        for (String tenant : new String[] {"0".repeat(32), "f".repeat(32), "F".repeat(32), "0".repeat(31), "", "me"}) {
            assertThat(tenants.add(tenant)).as(tenant).isTrue();
            assertThat(tenants.add(tenant)).as(tenant).isFalse();
        }
    }
}
