package dev.ragflow.migrator.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads which reports are wanted, and refuses those that could not be written at the end. */
final class ReportFiles {

    private static final Setting REPORT = Setting.REPORT;

    private final Sources sources;

    ReportFiles(Sources sources) {
        this.sources = sources;
    }

    List<Path> read() {
        List<Reading> readings = new ArrayList<>(sources.flags().all(REPORT));
        if (readings.isEmpty()) {
            sources.environment().find(REPORT).ifPresent(joined -> {
                for (String name : joined.text().split(",", -1)) {
                    readings.add(new Reading(name.strip(), joined.source(), joined.place()));
                }
            });
        }
        Set<Path> files = new LinkedHashSet<>();
        for (Reading reading : readings) {
            if (!files.add(file(reading))) {
                throw ConfigurationException.of(REPORT, reading.text() + " is given more than once", reading);
            }
        }
        return List.copyOf(files);
    }

    private static Path file(Reading reading) {
        try {
            Path file = Path.of(reading.text());
            String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
            if (!name.endsWith(".html") && !name.endsWith(".json")) {
                throw ConfigurationException.of(
                        REPORT,
                        ConfigurationException.quoted(reading.text()) + " ends neither in .html nor in .json",
                        reading);
            }
            return TextFile.writable(REPORT, file, reading);
        } catch (InvalidPathException e) {
            throw ConfigurationException.of(REPORT, "this is not the name of a file", reading);
        }
    }
}
