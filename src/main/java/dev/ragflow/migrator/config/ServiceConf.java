package dev.ragflow.migrator.config;

import dev.ragflow.migrator.database.DatabaseType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * RAGFlow's service_conf.yaml with the {@code local.service_conf.yaml} next to it, which replaces whole top-level keys (as
 * RAGFlow's own reader has it), each as template or filled in.
 */
final class ServiceConf {

    private static final String LOCAL = "local.service_conf.yaml";

    private final ServiceConfFile main;
    private final Optional<ServiceConfFile> local;

    private ServiceConf(ServiceConfFile main, Optional<ServiceConfFile> local) {
        this.main = main;
        this.local = local;
    }

    static ServiceConf load(Reading setting, Environment environment) {
        Path path = TextFile.readable(Setting.CONFIG, setting);
        ServiceConfFile main = ServiceConfFile.load(path, setting, environment);
        Path beside = path.resolveSibling(LOCAL);
        boolean replaced = Files.exists(beside) && !beside.equals(path);
        return new ServiceConf(
                main, replaced ? Optional.of(ServiceConfFile.load(beside, setting, environment)) : Optional.empty());
    }

    /**
     * The section of the database type, else the section {@code database} that RAGFlow's data script knows.
     *
     * @throws ConfigurationException when there is neither
     */
    ServiceConfSection section(DatabaseType type) {
        return find(type.id()).or(() -> find("database")).orElseThrow(() -> {
            String present = Stream.of("mysql", "postgres", "database")
                    .filter(name -> find(name).isPresent())
                    .collect(Collectors.joining(", "));
            return new ConfigurationException(Setting.CONFIG.flag() + ": " + files() + " has no section " + type.id()
                    + " and no section database; its database sections are: "
                    + (present.isEmpty() ? "none" : present) + " (the type " + type.id() + " is chosen by "
                    + Setting.DB_TYPE.flag() + " or DB_TYPE; all sections: " + names() + ")");
        });
    }

    private Optional<ServiceConfSection> find(String name) {
        return local.flatMap(file -> file.section(name)).or(() -> main.section(name));
    }

    private String files() {
        return main.path() + local.map(file -> " with " + file.path()).orElse("");
    }

    private String names() {
        TreeSet<String> names = new TreeSet<>(main.names());
        local.ifPresent(file -> names.addAll(file.names()));
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
