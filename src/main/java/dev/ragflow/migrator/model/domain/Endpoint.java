package dev.ragflow.migrator.model.domain;

import dev.ragflow.migrator.database.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where a model is reached and with which key: what one row of {@code tenant_model_instance} stands for.
 *
 * @param key the decoded secret
 * @param baseUrl the base URL without surrounding blanks, empty where there is none
 */
public record Endpoint(Secret key, String baseUrl) {

    public static Endpoint of(Secret key, @Nullable String apiBase) {
        return new Endpoint(key, apiBase == null ? "" : apiBase.strip());
    }

    public boolean hasBaseUrl() {
        return !baseUrl.isEmpty();
    }

    /** Tells neither: a base URL may carry a login. */
    @Override
    public String toString() {
        return "endpoint";
    }
}
