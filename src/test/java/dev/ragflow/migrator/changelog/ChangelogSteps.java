package dev.ragflow.migrator.changelog;

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
        List<String> names = new ArrayList<>();
        Matcher file = FILE.matcher(read(ChangelogUpdate.ROOT));
        while (file.find()) {
            Matcher step = STEP.matcher(read("db/changelog/" + file.group(1)));
            while (step.find()) {
                names.add(step.group(1));
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
