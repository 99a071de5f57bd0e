package dev.ragflow.migrator.config;

import dev.ragflow.migrator.database.DatabaseType;
import java.util.Optional;

/** Where settings are looked for, strongest first: flags, this program's variables, RAGFlow's variables, its file. */
record Sources(Flags flags, Environment environment, Optional<ServiceConf> file) {

    static Sources of(Flags flags, Environment environment) {
        Optional<Reading> config = flags.find(Setting.CONFIG).or(() -> environment.find(Setting.CONFIG));
        return new Sources(flags, environment, config.map(reading -> ServiceConf.load(reading, environment)));
    }

    /** From the flag or this program's variable. */
    Optional<Reading> find(Setting setting) {
        return flags.find(setting).or(() -> environment.find(setting));
    }

    /** From RAGFlow's variables for that type or from the section of its file. */
    Optional<Reading> findRagflow(Setting setting, DatabaseType type) {
        return environment.findRagflow(setting, type).or(() -> section(type).flatMap(found -> found.find(setting)));
    }

    /**
     * The file's section for that type; empty without a file.
     *
     * @throws ConfigurationException when there is a file without such a section
     */
    Optional<ServiceConfSection> section(DatabaseType type) {
        return file.map(found -> found.section(type));
    }
}
