package dev.ragflow.migrator.config;

import java.util.Arrays;

/** What to do about a database that is newer than the target release. */
public enum IfNewer {
    /** Leave it as it is; the run has succeeded. */
    ACCEPT,
    /** Leave it as it is; the run has failed, so that nothing older starts on it. */
    REFUSE;

    static IfNewer read(Sources sources) {
        return sources.find(Setting.IF_NEWER)
                .map(reading -> Arrays.stream(values())
                        .filter(what -> what.name().equalsIgnoreCase(reading.stripped()))
                        .findFirst()
                        .orElseThrow(() -> ConfigurationException.of(
                                Setting.IF_NEWER,
                                ConfigurationException.quoted(reading.text()) + " is not one of accept, refuse",
                                reading)))
                .orElse(ACCEPT);
    }
}
