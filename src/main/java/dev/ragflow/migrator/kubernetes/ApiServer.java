package dev.ragflow.migrator.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ragflow.migrator.database.Secret;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The API server of the cluster, as a pod reaches it with its service account. */
public final class ApiServer {

    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** The name under which Kubernetes notes what this program sets. */
    static final String MANAGER = "ragflow-migrator";

    private static final JsonFactory JSON = new JsonFactory();

    /** An answer; the body of a refusal has its reason under {@code message}. */
    record Answer(int status, Map<?, ?> body) {

        boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    private final URI address;
    private final String namespace;
    private final Supplier<Secret> token;
    private final HttpClient client;

    /** @param token asked for each request, since Kubernetes changes it every hour */
    ApiServer(URI address, String namespace, Supplier<Secret> token, HttpClient client) {
        this.address = address;
        this.namespace = namespace;
        this.token = token;
        this.client = client;
    }

    /**
     * The one of the cluster that this program runs in.
     *
     * @param environment variables of the process
     * @throws KubernetesException when it does not run in a pod, or one without a service account's token
     */
    public static ApiServer ofThisPod(Map<String, String> environment) {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        if (host.isEmpty() || !Files.isReadable(ACCOUNT.resolve("token"))) {
            throw new KubernetesException("Deployments can be stopped and started only from a pod with the token of a"
                    + " service account in " + ACCOUNT + "; there is none. Nothing was changed");
        }
        try {
            URI address = URI.create("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
            HttpClient client = HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .sslContext(trust(ACCOUNT.resolve("ca.crt")))
                    .build();
            String namespace = Files.readString(ACCOUNT.resolve("namespace")).strip();
            return new ApiServer(address, namespace, ApiServer::readToken, client);
        } catch (IOException | GeneralSecurityException e) {
            throw new KubernetesException("The service account in " + ACCOUNT + " cannot be used ("
                    + e.getClass().getSimpleName() + "). Nothing was changed");
        }
    }

    private static Secret readToken() {
        try {
            return Secret.of(Files.readString(ACCOUNT.resolve("token")).strip());
        } catch (IOException e) {
            throw new KubernetesException("The token of the service account cannot be read from " + ACCOUNT);
        }
    }

    private static SSLContext trust(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var stream = Files.newInputStream(file)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** @param path below the namespace, without a slash at its beginning */
    Answer get(String api, String path) throws InterruptedException {
        return send(request(api, path).GET());
    }

    /** Merges a part of an object into the whole (RFC 7396); null takes a key away. */
    Answer merge(String api, String path, String body) throws InterruptedException {
        return send(request(api, path + "?fieldManager=" + MANAGER)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String api, String path) {
        return HttpRequest.newBuilder(address.resolve("/" + api + "/namespaces/" + namespace + "/" + path))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token.get().reveal());
    }

    private Answer send(HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            // what stands between may refuse with a page of its own
            boolean json = response.body().startsWith("{");
            return new Answer(response.statusCode(), json ? object(response.body()) : Map.of());
        } catch (IOException e) {
            throw new KubernetesException("The Kubernetes API server at " + address + " does not answer ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    /** Maps, lists and texts as {@link Answer} has them. */
    static String json(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                write(json, item);
            }
            json.writeEndArray();
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }

    private static Map<?, ?> object(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            return value(parser) instanceof Map<?, ?> map ? map : Map.of();
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, value(parser));
            }
            return map;
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(parser));
            }
            return list;
        }
        return token == JsonToken.VALUE_NULL ? null : parser.getText();
    }
}
