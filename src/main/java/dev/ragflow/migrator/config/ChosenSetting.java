package dev.ragflow.migrator.config;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.release.Release;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A setting as it was used, for reports.
 *
 * @param flag its name, for example {@code --host}
 * @param value its text; only that it was given where the text is or may hold a secret
 * @param origin where it came from, in words
 */
public record ChosenSetting(String flag, String value, String origin) {

    /** The text stays out of reports: a password, or whatever an operator hands to a driver. */
    private static final Set<Setting> HIDDEN =
            Set.of(Setting.PASSWORD, Setting.DRIVER_PROPERTY, Setting.REPLICA_LAG_QUERY);

    private static final String GIVEN = "(given, not shown)";

    /** Everything that was given, and what the run cannot do without. */
    static List<ChosenSetting> all(
            Command command,
            Sources sources,
            ConnectionSettings connection,
            Map<Setting, String> origins,
            Release target) {
        Map<Setting, String> always = new EnumMap<>(Setting.class);
        always.put(Setting.DB_TYPE, connection.type().id());
        always.put(Setting.HOST, connection.host());
        always.put(Setting.PORT, String.valueOf(connection.port()));
        always.put(Setting.USER, connection.user());
        always.put(Setting.PASSWORD, GIVEN);
        always.put(Setting.DATABASE, connection.database());
        always.put(command == Command.ROLLBACK ? Setting.TO : Setting.TARGET_RELEASE, target.tag());
        List<ChosenSetting> chosen = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            List<Reading> given = given(setting, sources);
            if (!setting.isFor(command) || (given.isEmpty() && !always.containsKey(setting))) {
                continue;
            }
            String value = always.getOrDefault(
                    setting, given.stream().map(Reading::text).collect(Collectors.joining(", ")));
            String origin = origins.containsKey(setting)
                    ? origins.get(setting)
                    : given.isEmpty() ? "the default" : given.get(0).origin();
            chosen.add(new ChosenSetting(setting.flag(), HIDDEN.contains(setting) ? GIVEN : value, origin));
        }
        return chosen;
    }

    private static List<Reading> given(Setting setting, Sources sources) {
        List<Reading> flags = sources.flags().all(setting);
        return flags.isEmpty() ? sources.environment().find(setting).stream().toList() : flags;
    }
}
