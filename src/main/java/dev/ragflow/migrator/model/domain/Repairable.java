package dev.ragflow.migrator.model.domain;

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
 * @param states of models that nobody edited since and that a repair would restore
 * @param undecided models of credentials that are gone while a user edited an instance of the same provider: that may stand in
 *     their place, so that no repair brings them back
 */
public record Repairable(long providers, long instances, long models, long states, long undecided) {

    public static final Repairable NOTHING = new Repairable(0, 0, 0, 0, 0);

    public Repairable plus(Repairable other) {
        return new Repairable(
                providers + other.providers,
                instances + other.instances,
                models + other.models,
                states + other.states,
                undecided + other.undecided);
    }

    /** How many rows a repair would add or change. */
    public long count() {
        return providers + instances + models + states;
    }

    /** What these rows are, for an operator: {@code 6 instances}, {@code 15 models}. */
    public List<String> parts() {
        return Stream.of(
                        part(providers, "provider"),
                        part(instances, "instance"),
                        part(models, "model"),
                        part(states, "model in another state", "models in another state"))
                .flatMap(List::stream)
                .toList();
    }

    /** What no repair brings back. */
    public List<String> undecidedParts() {
        return part(undecided, "model of tenant_llm", "models of tenant_llm");
    }

    private static List<String> part(long count, String what) {
        return part(count, what, what + "s");
    }

    private static List<String> part(long count, String one, String several) {
        return count == 0
                ? List.of()
                : List.of(String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : several));
    }
}
