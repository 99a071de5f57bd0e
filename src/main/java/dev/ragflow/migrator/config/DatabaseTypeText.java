package dev.ragflow.migrator.config;

import dev.ragflow.migrator.database.DatabaseType;
import java.util.List;
import java.util.Locale;

/** RAGFlow's {@code DB_TYPE}: names of databases, several of which speak the same protocol. */
final class DatabaseTypeText {

    private DatabaseTypeText() {}

    /** @param warnings takes what the operator should know about the type */
    static DatabaseType parse(Reading reading, List<String> warnings) {
        String name = reading.stripped().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "mysql", "mariadb" -> DatabaseType.MYSQL;
            case "postgres", "postgresql" -> DatabaseType.POSTGRES;
            case "oceanbase" -> {
                warnings.add(
                        "OceanBase is migrated as if it were MySQL, which is untested: take a backup, and try it on"
                                + " a copy first");
                yield DatabaseType.MYSQL;
            }
            case "gaussdb" ->
                throw ConfigurationException.of(
                        Setting.DB_TYPE, "RAGFlow on GaussDB cannot be migrated by this program", reading);
            default ->
                throw ConfigurationException.of(
                        Setting.DB_TYPE,
                        ConfigurationException.quoted(name) + " is not one of mysql, mariadb, postgres, oceanbase",
                        reading);
        };
    }
}
