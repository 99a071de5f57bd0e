package dev.ragflow.migrator.config;

import dev.ragflow.migrator.database.DatabaseType;
import java.util.Map;
import java.util.Optional;

/** Environment variables, where an empty one counts as unset, as in RAGFlow's own templates. Does not print its values. */
final class Environment {

    /** RAGFlow's own spelling of the connection settings, behind {@code MYSQL_} or {@code POSTGRES_}. */
    private static final Map<Setting, String> RAGFLOW_SUFFIX = Map.of(
            Setting.HOST, "HOST",
            Setting.PORT, "PORT",
            Setting.USER, "USER",
            Setting.PASSWORD, "PASSWORD",
            Setting.DATABASE, "DBNAME");

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(variables.get(name)).filter(text -> !text.isEmpty());
    }

    /** This program's own variable. */
    Optional<Reading> find(Setting setting) {
        String name = setting.variable();
        return find(name).map(text -> new Reading(text, Reading.Source.VARIABLE, name));
    }

    /** RAGFlow's variable for it; those of the other database type do not count. */
    Optional<Reading> findRagflow(Setting setting, DatabaseType type) {
        String suffix = RAGFLOW_SUFFIX.get(setting);
        return suffix == null ? Optional.empty() : findRagflow(prefix(type) + suffix);
    }

    /** RAGFlow's {@code DB_TYPE}. */
    Optional<Reading> findRagflowType() {
        return findRagflow("DB_TYPE");
    }

    private Optional<Reading> findRagflow(String name) {
        return find(name).map(text -> new Reading(text, Reading.Source.RAGFLOW_VARIABLE, name));
    }

    static String prefix(DatabaseType type) {
        return switch (type) {
            case MYSQL -> "MYSQL_";
            case POSTGRES -> "POSTGRES_";
        };
    }
}
