package dev.ragflow.migrator.config;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One YAML file of RAGFlow's. References to variables are filled in after parsing, so that a password may hold quotes,
 * {@code #} or a line break; only a template that is no YAML before (RAGFlow fills it in as text) is filled first.
 */
final class ServiceConfFile {

    private final Path path;
    private final Map<String, Object> sections;
    private final Environment environment;
    private final boolean template;

    private ServiceConfFile(Path path, Map<String, Object> sections, Environment environment) {
        this.path = path;
        this.sections = sections;
        this.environment = environment;
        this.template = hasReference(sections);
    }

    static ServiceConfFile load(Path path, Reading setting, Environment environment) {
        String text = TextFile.read(Setting.CONFIG, path, setting);
        return new ServiceConfFile(path, parse(text, path, environment), environment);
    }

    private static Map<String, Object> parse(String text, Path path, Environment environment) {
        try {
            return YamlText.parse(text, path.toString());
        } catch (ConfigurationException asItIs) {
            if (!TemplateText.hasReference(text)) {
                throw asItIs;
            }
            return YamlText.parse(TemplateText.fill(text, environment), path.toString());
        }
    }

    /**
     * Whether the file is a template: something other than a password refers to a variable. In a file that was filled in
     * already, <code>${…}</code> can only be left as a part of a password.
     */
    private static boolean hasReference(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .anyMatch(entry -> !"password".equals(entry.getKey())
                            && entry.getValue() != null
                            && hasReference(entry.getValue()));
        }
        if (value instanceof Collection<?> list) {
            return list.stream().anyMatch(element -> element != null && hasReference(element));
        }
        return value instanceof String text && TemplateText.hasReference(text);
    }

    Path path() {
        return path;
    }

    Set<String> names() {
        return sections.keySet();
    }

    /** Empty if there is no such key, or nothing after it. */
    Optional<ServiceConfSection> section(String name) {
        Object value = sections.get(name);
        if (value == null) {
            return Optional.empty();
        }
        String place = "section " + name + " of " + path;
        if (value instanceof Map<?, ?> map) {
            return Optional.of(new ServiceConfSection(map, place, environment, template));
        }
        throw new ConfigurationException(Setting.CONFIG.flag() + ": " + place + " holds no keys");
    }
}
