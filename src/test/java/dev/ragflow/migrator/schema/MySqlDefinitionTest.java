package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.database.Dialect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class MySqlDefinitionTest {

    @Test
    void onlyNotNullOfTheDefinitionItselfGoes() {
        MySqlDefinition definition =
                new MySqlDefinition("varchar(9)", " COLLATE utf8mb4_bin NOT NULL DEFAULT 'x' COMMENT 'is NOT NULL'");

        assertThat(definition.loosened().sql())
                .isEqualTo("varchar(9) COLLATE utf8mb4_bin DEFAULT 'x' COMMENT 'is NOT NULL'");
    }

    @Test
    void aDefaultOfTextIsAnExpressionOnMySqlOnly() {
        MySqlDefinition definition = new MySqlDefinition("varchar(9)", " NOT NULL DEFAULT 'it''s'");
        ColumnType text = ColumnType.ofFile("text");

        assertThat(definition.widened(text, Dialect.MYSQL).sql()).isEqualTo("text NOT NULL DEFAULT ('it''s')");
        assertThat(definition.widened(text, Dialect.MARIADB).sql()).isEqualTo("text NOT NULL DEFAULT 'it''s'");
    }

    @Test
    void anotherTypeLosesTheCollationAndATextualDefault() {
        MySqlDefinition definition =
                new MySqlDefinition("varchar(9)", " CHARACTER SET latin1 COLLATE latin1_bin DEFAULT '' COMMENT 'c'");

        assertThat(definition.retyped("datetime(6)", false).sql()).isEqualTo("datetime(6) COMMENT 'c'");
    }

    @Test
    void aNumericDefaultStaysWithANumber() {
        MySqlDefinition definition = new MySqlDefinition("varchar(1)", " COLLATE utf8mb4_bin NOT NULL DEFAULT '1'");

        assertThat(definition.retyped("int", true).sql()).isEqualTo("int NOT NULL DEFAULT '1'");
    }
}
