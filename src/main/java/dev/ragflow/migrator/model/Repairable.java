package dev.ragflow.migrator.model;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What {@code tenant_llm} has and the new tables lack, where RAGFlow v0.26 or later, or an earlier run, works with these: its own
 * script may have lost it, or a user may have deleted it. The database cannot tell which.
 *
 * @param providers that a repair would add
 * @param instances that a repair would add
 * @param models that a repair would add, on or off
 * @param states of models that nobody edited since and that a repair would put right
 * @param undecided models of credentials that are gone while a user edited an instance of the same provider: that may stand in
 *     their place, so that no repair brings them back
 */
public record Repairable(long providers, long instances, long models, long states, long undecided) {

    static final Repairable NOTHING = new Repairable(0, 0, 0, 0, 0);

    Repairable plus(Repairable other) {
        return new Repairable(
                providers + other.providers,
                instances + other.instances,
                models + other.models,
                states + other.states,
                undecided + other.undecided);
    }

    /** For the operator, a sentence each. */
    public List<String> sentences() {
        List<String> added = Stream.of(part(providers, "provider"), part(instances, "instance"), part(models, "model"))
                .flatMap(List::stream)
                .toList();
        List<String> done = Stream.of(
                        added.isEmpty() ? "" : "add " + list(added),
                        states == 0
                                ? ""
                                : "put the state of " + part(states, "model").get(0) + " right")
                .filter(text -> !text.isEmpty())
                .toList();
        String would = done.isEmpty()
                ? ""
                : "--repair would " + String.join(" and ", done)
                        + " as tenant_llm has it. RAGFlow's own script may have lost that, or users deleted it: the database"
                        + " does not tell.";
        String cannot = undecided == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%s of tenant_llm will not come back even with --repair: the credential is gone, and a user edited"
                                + " an instance of the same provider, which may stand in its place.",
                        part(undecided, "model").get(0));
        return Stream.of(would, cannot).filter(text -> !text.isEmpty()).toList();
    }

    private static String list(List<String> parts) {
        String last = parts.get(parts.size() - 1);
        return parts.size() == 1 ? last : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + last;
    }

    private static List<String> part(long count, String what) {
        return count == 0
                ? List.of()
                : List.of(String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s"));
    }
}
