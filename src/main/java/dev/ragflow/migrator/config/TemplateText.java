package dev.ragflow.migrator.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The references in RAGFlow's service_conf.yaml.template: {@code ${NAME}} and {@code ${NAME:-default}}, filled from the
 * environment, where an empty variable counts as unset. A {@code $} of any other form is an ordinary character.
 */
final class TemplateText {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

    private TemplateText() {}

    static boolean hasReference(String text) {
        return REFERENCE.matcher(text).find();
    }

    /** Whether the text is one reference and nothing else. */
    static boolean isReference(String text) {
        return REFERENCE.matcher(text.strip()).matches();
    }

    static String fill(String text, Environment environment) {
        return REFERENCE.matcher(text).replaceAll(match -> {
            String otherwise = match.group(2) == null ? "" : match.group(2);
            return Matcher.quoteReplacement(environment.find(match.group(1)).orElse(otherwise));
        });
    }
}
