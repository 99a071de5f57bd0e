package dev.ragflow.migrator.metrics;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the numbers to a Pushgateway. With POST, which replaces metrics of the same name only: a failed run, which has no time of
 * success, leaves the last one there. A gateway that is down or refuses is logged once and never fails the run.
 */
final class Pushgateway {

    private static final Logger LOG = LoggerFactory.getLogger(Pushgateway.class);

    /** Longest that a push may hold up the end of a run. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final PushTarget target;
    private final HttpClient client;
    private boolean failing;

    Pushgateway(PushTarget target) {
        this.target = target;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
        target.trust().ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    synchronized void push(String text) {
        try {
            send(text);
        } catch (IllegalArgumentException e) {
            // its message may quote a password or token that no header can hold
            failed("its address or login cannot be sent (" + e.getClass().getSimpleName() + ")");
        }
    }

    private void send(String text) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address())
                .timeout(PATIENCE)
                .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .POST(BodyPublishers.ofString(text));
        target.token().ifPresent(token -> request.header("Authorization", "Bearer " + token.reveal()));
        target.user().ifPresent(user -> request.header("Authorization", "Basic " + basic(user)));
        try {
            HttpResponse<String> response = client.sendAsync(request.build(), BodyHandlers.ofString())
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() / 100 == 2) {
                failing = false;
            } else {
                failed("it answered with status " + response.statusCode());
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            failed(cause.getClass().getSimpleName());
        } catch (TimeoutException e) {
            failed("no answer within " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(String reason) {
        if (!failing) {
            failing = true;
            LOG.warn("Metrics could not be pushed to {}: {}. The migration continues without them.", target, reason);
        }
    }

    private String basic(String user) {
        String password = target.password().map(secret -> secret.reveal()).orElse("");
        return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private URI address() {
        String base = target.url().toString();
        StringBuilder address = new StringBuilder(base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
        address.append("/metrics");
        group(address, "job", target.job());
        group(address, "release", target.release());
        target.namespace().ifPresent(namespace -> group(address, "namespace", namespace));
        return URI.create(address.toString());
    }

    /** As base64, where the text could be taken for a part of the path. */
    private static void group(StringBuilder address, String name, String value) {
        boolean plain = value.matches("[A-Za-z0-9._-]+");
        address.append('/')
                .append(name)
                .append(plain ? "/" : "@base64/")
                .append(
                        plain
                                ? URLEncoder.encode(value, StandardCharsets.UTF_8)
                                : Base64.getUrlEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
    }
}
