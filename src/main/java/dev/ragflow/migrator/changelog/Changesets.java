package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.history.Mark;
import dev.ragflow.migrator.release.Release;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The changesets of the built-in changelogs, read without Liquibase. */
public final class Changesets {

    private Changesets() {}

    /** In the order in which a run to that release goes through them; those that only set a tag are left out. */
    public static List<Changeset> upTo(Release target) {
        List<Changeset> all = new ArrayList<>();
        for (Release release : Release.upTo(target)) {
            Map<?, ?> file = load("db/changelog/" + release.tag() + "/changelog.yaml");
            for (Object entry : list(file.get("databaseChangeLog"))) {
                Map<?, ?> changeset = map(map(entry).get("changeSet"));
                String step = step(changeset);
                if (step != null) {
                    all.add(new Changeset(
                            release.tag() + "/" + changeset.get("id"),
                            step,
                            Objects.requireNonNullElse(changeset.get("comment"), "")
                                    .toString()));
                }
            }
        }
        return List.copyOf(all);
    }

    /** The steps of the changesets that an operator marked. */
    public static List<String> steps(Release target, List<Mark> marks) {
        List<String> names = marks.stream().map(Mark::changeset).toList();
        return upTo(target).stream()
                .filter(changeset -> names.contains(changeset.name()))
                .map(Changeset::step)
                .toList();
    }

    private static @Nullable String step(Map<?, ?> changeset) {
        for (Object change : list(changeset.get("changes"))) {
            Map<?, ?> parameter = map(map(map(change).get("customChange")).get("param"));
            if ("step".equals(parameter.get("name"))) {
                return String.valueOf(parameter.get("value"));
            }
        }
        return null;
    }

    private static Map<?, ?> load(String resource) {
        try (InputStream file = Changesets.class.getClassLoader().getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("The program lacks the file " + resource);
            }
            return map(new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
