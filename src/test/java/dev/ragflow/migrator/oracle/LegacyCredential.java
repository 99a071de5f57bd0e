package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.RawJson.Member;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tenant_llm.api_key} means.
 *
 * @param text the credential as the application passes it on; empty where there is none
 * @param isTools what the key says about tools, null where it says nothing
 */
record LegacyCredential(String text, @Nullable Boolean isTools) {

    static LegacyCredential of(@Nullable String apiKey) {
        if (apiKey == null) {
            return new LegacyCredential("", null);
        }
        Optional<RawJson> json = RawJson.parse(apiKey).filter(RawJson::isObject);
        if (json.isEmpty()) {
            return new LegacyCredential(apiKey, null);
        }
        List<Member> members = json.get().topMembers();
        Boolean isTools = isTools(json.get(), members);
        boolean wrapped = members.stream()
                .allMatch(member -> Set.of("api_key", "is_tools").contains(member.name()));
        String text = wrapped ? inner(json.get(), members) : withoutTools(apiKey, members);
        return new LegacyCredential(text, isTools);
    }

    private static @Nullable Boolean isTools(RawJson json, List<Member> members) {
        Boolean found = null;
        for (Member member : members) {
            if (member.name().equals("is_tools")) {
                String raw = json.raw(member);
                found = raw.equals("true") ? Boolean.TRUE : raw.equals("false") ? Boolean.FALSE : null;
            }
        }
        return found;
    }

    /** As in Python, the last of several members of one name counts. */
    private static String inner(RawJson json, List<Member> members) {
        String inner = "";
        for (Member member : members) {
            if (member.name().equals("api_key")) {
                String raw = json.raw(member);
                inner = raw.equals("null") ? "" : json.string(member).orElse(raw);
            }
        }
        return inner;
    }

    private static String withoutTools(String text, List<Member> members) {
        StringBuilder rest = new StringBuilder(text);
        for (int i = members.size() - 1; i >= 0; i--) {
            if (!members.get(i).name().equals("is_tools")) {
                continue;
            }
            boolean last = true;
            for (int k = i + 1; k < members.size(); k++) {
                last &= members.get(k).name().equals("is_tools");
            }
            if (last) {
                // with the comma and the blanks before it
                rest.delete(members.get(i - 1).valueEnd(), members.get(i).valueEnd());
            } else {
                rest.delete(members.get(i).start(), members.get(i + 1).start());
            }
        }
        return rest.toString();
    }
}
