package dev.ragflow.migrator.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepairableTest {

    @Test
    void saysNothingWhereNothingIsMissing() {
        assertThat(new Repairable(0, 0, 0, 0, 0).sentences()).isEmpty();
    }

    @Test
    void saysWhatARepairWouldDoAndWhatItCannot() {
        assertThat(new Repairable(1, 2, 3_000, 1, 4).sentences())
                .containsExactly(
                        "--repair would add 1 provider, 2 instances and 3,000 models and put the state of 1 model right as"
                                + " tenant_llm has it. RAGFlow's own script may have lost that, or users deleted it: the"
                                + " database does not tell.",
                        "4 models of tenant_llm will not come back even with --repair: the credential is gone, and a user"
                                + " edited an instance of the same provider, which may stand in its place.");
    }

    @Test
    void namesOnlyWhatThereIs() {
        assertThat(new Repairable(0, 0, 0, 2, 0).sentences())
                .singleElement()
                .asString()
                .startsWith("--repair would put the state of 2 models right as tenant_llm has it.");
    }
}
