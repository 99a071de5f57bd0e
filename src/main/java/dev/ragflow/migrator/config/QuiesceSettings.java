package dev.ragflow.migrator.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which Deployments are stopped while the database changes.
 *
 * @param deployments their names, without repetition; empty for none
 * @param timeout how long to wait for their pods to terminate
 */
public record QuiesceSettings(List<String> deployments, Duration timeout) {

    public static final QuiesceSettings NONE = new QuiesceSettings(List.of(), Duration.ZERO);

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

    /** What Kubernetes takes as a name. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    public QuiesceSettings {
        deployments = List.copyOf(deployments);
    }

    /**
     * For the command {@code resume}, which needs nothing else.
     *
     * @throws ConfigurationException when no Deployment is named, or a name is none
     */
    public static QuiesceSettings load(Flags flags, Map<String, String> environment) {
        QuiesceSettings settings = read(new Sources(flags, new Environment(environment), java.util.Optional.empty()));
        if (settings.deployments.isEmpty()) {
            throw new ConfigurationException(
                    Setting.QUIESCE.flag() + " is missing: it names the Deployments to restart");
        }
        return settings;
    }

    static QuiesceSettings read(Sources sources) {
        return new QuiesceSettings(
                sources.find(Setting.QUIESCE).map(QuiesceSettings::names).orElse(List.of()),
                sources.find(Setting.QUIESCE_TIMEOUT)
                        .map(reading -> DurationText.parse(Setting.QUIESCE_TIMEOUT, reading))
                        .orElse(DEFAULT_TIMEOUT));
    }

    private static List<String> names(Reading reading) {
        List<String> names = Arrays.stream(reading.text().split(",", -1))
                .map(String::strip)
                .distinct()
                .toList();
        names.stream().filter(name -> !NAME.matcher(name).matches()).findFirst().ifPresent(name -> {
            throw ConfigurationException.of(
                    Setting.QUIESCE, ConfigurationException.quoted(name) + " is not a valid Deployment name", reading);
        });
        return names;
    }
}
