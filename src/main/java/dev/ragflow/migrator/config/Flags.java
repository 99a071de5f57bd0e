package dev.ragflow.migrator.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was given on the command line, unchecked. Does not print its values. */
public final class Flags {

    private final Map<Setting, List<String>> values = new EnumMap<>(Setting.class);

    /** @param values the texts of each flag that was given, in order; a switch has the text {@code true} */
    public Flags(Map<Setting, List<String>> values) {
        values.forEach((setting, texts) -> this.values.put(setting, List.copyOf(texts)));
    }

    public static Flags none() {
        return new Flags(Map.of());
    }

    /** @throws ConfigurationException when the flag was given with an empty text: mostly a variable that a script lacks */
    Optional<Reading> find(Setting setting) {
        return all(setting).stream().findFirst();
    }

    List<Reading> all(Setting setting) {
        return values.getOrDefault(setting, List.of()).stream()
                .map(text -> reading(setting, text))
                .toList();
    }

    private static Reading reading(Setting setting, String text) {
        if (text.isEmpty()) {
            String advice = setting == Setting.PASSWORD
                    ? "; an account without a password needs an empty file and " + Setting.PASSWORD_FILE.flag()
                    : "";
            throw new ConfigurationException(setting.flag() + " on the command line has an empty value" + advice);
        }
        return new Reading(text, Reading.Source.FLAG, setting.flag());
    }

    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
