package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.Secret;
import java.util.Locale;
import java.util.UUID;

/** Passwords that occur nowhere else, so that a test can search logs for them. */
final class Passwords {

    private Passwords() {}

    static Secret random(TestServer server) {
        return Secret.of("Pw-" + server.name().toLowerCase(Locale.ROOT) + "-"
                + UUID.randomUUID().toString().substring(0, 13));
    }
}
