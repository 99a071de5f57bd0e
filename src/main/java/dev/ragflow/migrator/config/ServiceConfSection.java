package dev.ragflow.migrator.config;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of one section of service_conf.yaml, references to variables filled in. */
final class ServiceConfSection {

    private final Map<?, ?> keys;
    private final String place;
    private final Environment environment;
    private final boolean template;

    ServiceConfSection(Map<?, ?> keys, String place, Environment environment, boolean template) {
        this.keys = keys;
        this.place = place;
        this.environment = environment;
        this.template = template;
    }

    /** For messages, to follow "from": {@code section mysql of conf/service_conf.yaml}. */
    String place() {
        return place;
    }

    /** What a connection setting is called here. */
    Optional<Reading> find(Setting setting) {
        return switch (setting) {
            case HOST -> find("host");
            case PORT -> find("port");
            case USER -> find("user");
            case PASSWORD -> find("password");
            case DATABASE -> find("name").or(() -> find("database"));
            default -> Optional.empty();
        };
    }

    /**
     * The text of a key. Empty without the key, without a value after it, and if the value refers to a variable that is
     * not set; an empty text in quotes is a text.
     *
     * @throws ConfigurationException if it is a list or a map instead of a text
     */
    Optional<Reading> find(String key) {
        Object value = keys.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw new ConfigurationException(
                    Setting.CONFIG.flag() + ": key " + key + " is not a plain text (from " + place + ")");
        }
        if (!isReferring(text)) {
            return Optional.of(reading(text));
        }
        return Optional.of(TemplateText.fill(text, environment))
                .filter(filled -> !filled.isEmpty())
                .map(this::reading);
    }

    /** The keys of a map inside this section, such as {@code ssl}; empty when there is none. */
    Optional<ServiceConfSection> inner(String key) {
        return Stream.ofNullable(keys.get(key))
                .filter(Map.class::isInstance)
                .map(map -> new ServiceConfSection((Map<?, ?>) map, key + " in " + place, environment, template))
                .findFirst();
    }

    /** The key's reference to a variable, where that is why {@link #find} has nothing. */
    boolean refersToUnset(String key) {
        return keys.get(key) instanceof String text
                && isReferring(text)
                && find(key).isEmpty();
    }

    private boolean isReferring(String text) {
        return TemplateText.isReference(text) || (template && TemplateText.hasReference(text));
    }

    private Reading reading(String text) {
        return new Reading(text, Reading.Source.FILE, place);
    }
}
