package dev.ragflow.migrator.release;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A RAGFlow release this program can bring a database to. The order of the constants is the order of the releases.
 *
 * <p>What a release looks like is kept in resources: {@code release/<tag>/schema.tsv} and {@code
 * release/<tag>/catalogue.json}; what brings a database there is in {@code db/changelog/<tag>/}.
 */
public enum Release {
    V0_25_6("v0.25.6"),
    V0_26_4("v0.26.4"),
    V0_27_0("v0.27.0");

    private final String tag;

    Release(String tag) {
        this.tag = tag;
    }

    /** The release as RAGFlow's git tags and Docker images spell it, for example {@code v0.26.4}. */
    public String tag() {
        return tag;
    }

    /** The class path name of a resource that belongs to this release, without a leading slash. */
    public String resource(String fileName) {
        return "release/" + tag + "/" + fileName;
    }

    /** Whether this release is {@code other} or came after it. */
    public boolean isAtLeast(Release other) {
        return compareTo(other) >= 0;
    }

    /** All releases up to and including this one, oldest first. */
    public static List<Release> upTo(Release last) {
        return Arrays.stream(values()).filter(last::isAtLeast).toList();
    }

    /** Whether models live in {@code tenant_model_provider}, {@code _instance} and {@code tenant_model} (from v0.26 on). */
    public boolean hasModelTables() {
        return isAtLeast(V0_26_4);
    }

    /** Whether {@code tenant_model} has one row a model with its types as bits, and references hold its ids (from v0.27 on). */
    public boolean hasTypeBits() {
        return isAtLeast(V0_27_0);
    }

    /** Whether a database of the next release can be rolled back to this one. */
    public boolean canBeReturnedTo() {
        return hasModelTables() && !hasTypeBits();
    }

    /** The release a run goes to when the operator names none. */
    public static Release newest() {
        Release[] all = values();
        return all[all.length - 1];
    }

    /** Finds a release by its tag; the leading {@code v} may be missing. Empty when there is none of that name. */
    public static Optional<Release> ofTag(String tag) {
        String wanted = tag.startsWith("v") ? tag : "v" + tag;
        return Arrays.stream(values())
                .filter(release -> release.tag.equals(wanted))
                .findFirst();
    }

    /** All tags, oldest first, as one line for messages: {@code v0.25.6, v0.26.4, v0.27.0}. */
    public static String tags() {
        return Arrays.stream(values()).map(Release::tag).collect(Collectors.joining(", "));
    }

    /** The tags of those that {@link #canBeReturnedTo can be returned to}, in the same form. */
    public static String tagsToReturnTo() {
        return Arrays.stream(values())
                .filter(Release::canBeReturnedTo)
                .map(Release::tag)
                .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return tag;
    }
}
