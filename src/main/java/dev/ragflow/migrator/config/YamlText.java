package dev.ragflow.migrator.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML whose scalars stay the text they are written as: {@code password: 0123} is not the number 83. */
final class YamlText {

    private static final class TextResolver extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
        }
    }

    private YamlText() {}

    /**
     * @return the top-level keys; values are strings, maps, lists or null
     * @throws ConfigurationException naming the line, but not what is on it: it may be a password
     */
    static Map<String, Object> parse(String text, String file) {
        DumperOptions dumping = new DumperOptions();
        Yaml yaml = new Yaml(
                new SafeConstructor(new LoaderOptions()),
                new Representer(dumping),
                dumping,
                new LoaderOptions(),
                new TextResolver());
        Object document;
        try {
            document = yaml.load(text);
        } catch (YAMLException e) {
            throw new ConfigurationException(Setting.CONFIG.flag() + ": " + file + " is not valid YAML" + place(e)
                    + " (the line is not shown, since it may hold a password)");
        }
        Map<String, Object> sections = new LinkedHashMap<>();
        if (document instanceof Map<?, ?> map) {
            map.forEach((key, value) -> sections.put(String.valueOf(key), value));
        } else if (document != null) {
            throw new ConfigurationException(
                    Setting.CONFIG.flag() + ": " + file + " is not a service_conf.yaml: it has no sections");
        }
        return sections;
    }

    private static String place(YAMLException problem) {
        if (problem instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            return " at line " + (marked.getProblemMark().getLine() + 1) + ", column "
                    + (marked.getProblemMark().getColumn() + 1);
        }
        return "";
    }
}
