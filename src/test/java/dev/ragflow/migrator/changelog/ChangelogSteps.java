package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.release.Release;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the steps that the changelog files call, in their order. */
final class ChangelogSteps {

    private static final Pattern STEP = Pattern.compile("(?m)RunStep\\s+param: \\{name: step, value: (\\S+)}$");
    private static final Pattern FILE = Pattern.compile("(?m)^ +file: (\\S+)$");

    private ChangelogSteps() {}

    static List<String> names() {
        return namesUpTo(Release.newest());
    }

    static List<String> namesUpTo(Release release) {
        List<String> names = new ArrayList<>();
        Matcher file = FILE.matcher(read(ChangelogUpdate.ROOT));
        while (file.find()) {
            String changelog = read("db/changelog/" + file.group(1));
            Matcher step = STEP.matcher(changelog);
            while (step.find()) {
                names.add(step.group(1));
            }
            if (changelog.contains("tag: " + release.tag())) {
                break;
            }
        }
        return names;
    }

    private static String read(String resource) {
        try (InputStream in = ChangelogSteps.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
