package dev.ragflow.migrator.metrics;

import dev.ragflow.migrator.database.Secret;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A Pushgateway, and under which names the numbers are kept there.
 *
 * @param url its address, without {@code /metrics}
 * @param job first part of the grouping key
 * @param release the target release, second part
 * @param namespace third part, where known
 * @param user for basic authentication, together with {@code password}
 * @param password for basic authentication
 * @param token a bearer token
 * @param trust whom to trust instead of the authorities that Java knows
 */
public record PushTarget(
        URI url,
        String job,
        String release,
        Optional<String> namespace,
        Optional<String> user,
        Optional<Secret> password,
        Optional<Secret> token,
        Optional<SSLContext> trust) {

    /** Without what is secret; an address may hold a password, too. */
    @Override
    public String toString() {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
