package dev.ragflow.migrator.demo;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A row of {@code tenant_llm}, as releases up to v0.25 keep a tenant's models. */
record LegacyModel(
        String factory, String name, String type, @Nullable String key, String base, int maxTokens, boolean on) {

    /** What such models are stored with; references usually leave it out. */
    private static final String SUFFIX_MARK = "___";

    LegacyModel disabled() {
        return new LegacyModel(factory, name, type, key, base, maxTokens, false);
    }

    /** A reference in one of the spellings that real databases hold: mostly {@code name@factory}, sometimes bare. */
    String reference(Random random) {
        int suffix = name.indexOf(SUFFIX_MARK);
        String spelled = suffix > 0 && random.nextInt(3) > 0 ? name.substring(0, suffix) : name;
        return random.nextInt(12) == 0 ? spelled : spelled + "@" + factory;
    }
}
