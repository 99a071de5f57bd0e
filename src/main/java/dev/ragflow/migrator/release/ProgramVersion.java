package dev.ragflow.migrator.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version the build wrote into the program. */
public final class ProgramVersion {

    private ProgramVersion() {}

    /** For example {@code 0.1.0}; {@code unknown} in a build that wrote none. */
    public static String read() {
        Properties properties = new Properties();
        try (InputStream stream = ProgramVersion.class.getResourceAsStream("/ragflow-migrator.properties")) {
            if (stream != null) {
                properties.load(stream);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
