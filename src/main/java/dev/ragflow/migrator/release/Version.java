package dev.ragflow.migrator.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version in the order of PEP 440, which RAGFlow's scripts compare by: {@code v1.0.0-rc1.dev1} before {@code v1.0.0-rc1} before
 * {@code v1.0.0} before {@code v1.0.0.post1}.
 *
 * @param release the numbers without trailing zeros
 * @param stage -1 for a development release of a final version, then alpha, beta, candidate, final
 * @param stageNumber of the alpha, beta or candidate
 * @param post -1 where it is none
 * @param dev the largest number where it is none
 */
public record Version(List<Integer> release, int stage, int stageNumber, int post, int dev)
        implements Comparable<Version> {

    private static final Pattern FORM = Pattern.compile("v?(?<release>[0-9]+(\\.[0-9]+)*)"
            + "([-_.]?(?<stage>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?<number>[0-9]*))?"
            + "(?<post>[-_.]?(post|rev|r)[-_.]?(?<postnumber>[0-9]*)|-(?<bare>[0-9]+))?"
            + "(?<dev>[-_.]?dev[-_.]?(?<devnumber>[0-9]*))?"
            + "(\\+[a-z0-9]+([-_.][a-z0-9]+)*)?");

    private static final int DEV_ONLY = -1;
    private static final int FINAL = 3;

    /** Reads a version; empty for anything PEP 440 does not know. */
    public static Optional<Version> parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        List<Integer> release = new ArrayList<>();
        try {
            for (String part : form.group("release").split("\\.")) {
                release.add(Integer.parseInt(part));
            }
            // trailing zeros do not count: 1.0 is 1.0.0
            while (release.size() > 1 && release.get(release.size() - 1) == 0) {
                release.remove(release.size() - 1);
            }
            boolean dev = form.group("dev") != null;
            boolean post = form.group("post") != null;
            String stage = form.group("stage");
            return Optional.of(new Version(
                    List.copyOf(release),
                    stage != null ? stage(stage) : dev && !post ? DEV_ONLY : FINAL,
                    number(form.group("number")),
                    post ? number(form.group("bare") == null ? form.group("postnumber") : form.group("bare")) : -1,
                    dev ? number(form.group("devnumber")) : Integer.MAX_VALUE));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    private static int stage(String word) {
        return switch (word.charAt(0)) {
            case 'a' -> 0;
            case 'b' -> 1;
            default -> 2;
        };
    }

    @SuppressWarnings("NullAway") // a group that did not match
    private static int number(String digits) {
        return digits == null || digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    @Override
    public int compareTo(Version other) {
        for (int i = 0; i < Math.max(release.size(), other.release.size()); i++) {
            int mine = i < release.size() ? release.get(i) : 0;
            int theirs = i < other.release.size() ? other.release.get(i) : 0;
            if (mine != theirs) {
                return Integer.compare(mine, theirs);
            }
        }
        int[] left = {stage, stageNumber, post, dev};
        int[] right = {other.stage, other.stageNumber, other.post, other.dev};
        return java.util.Arrays.compare(left, right);
    }
}
