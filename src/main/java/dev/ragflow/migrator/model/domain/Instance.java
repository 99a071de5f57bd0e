package dev.ragflow.migrator.model.domain;

import dev.ragflow.migrator.database.Secret;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A row of {@code tenant_model_instance}.
 *
 * @param stored key and base URL as the row has them
 * @param decodedKey what the key means by the old rules; RAGFlow's own scripts stored some keys undecoded
 * @param extra the row's JSON object
 * @param createdAt epoch milliseconds
 * @param updatedAt epoch milliseconds
 * @param models the names of its rows in tenant_model, where these tell which of several base URLs it has; else none
 */
public record Instance(
        String id,
        String providerId,
        String name,
        Endpoint stored,
        Secret decodedKey,
        String extra,
        boolean active,
        long createdAt,
        long updatedAt,
        Set<String> models) {

    private static final Pattern SCRIPT_NAME = Pattern.compile("default(-[0-9]+)?");

    /** Whether it holds this key with this base URL. */
    public boolean holds(Endpoint endpoint) {
        return holdsKey(endpoint) && stored.baseUrl().equals(endpoint.baseUrl());
    }

    boolean holdsKey(Endpoint endpoint) {
        return stored.key().equals(endpoint.key()) || decodedKey.equals(endpoint.key());
    }

    /** Whether RAGFlow's script may have made it without the base URL of this endpoint. */
    public boolean mayLackBaseUrl(Endpoint endpoint) {
        return !isEdited() && !stored.hasBaseUrl() && holdsKey(endpoint);
    }

    public Instance withModels(Set<String> names) {
        return new Instance(
                id, providerId, name, stored, decodedKey, extra, active, createdAt, updatedAt, Set.copyOf(names));
    }

    /** Whether somebody changed it after it was made. */
    public boolean isEdited() {
        return createdAt != updatedAt;
    }

    /**
     * Whether this program gave it its name though it is older: RAGFlow's own script calls every instance {@code default}.
     *
     * @param time when this program first began, epoch milliseconds
     */
    public boolean wasRenamed(long time) {
        return createdAt < time
                && !isEdited()
                && !isDefault()
                && SCRIPT_NAME.matcher(name).matches();
    }

    public boolean isDefault() {
        return name.equals(ModelReference.DEFAULT_INSTANCE);
    }

    /**
     * Whether the name is one that migration scripts give: RAGFlow's interface refuses {@code default}, and its v0.25 script used
     * the factory's name.
     */
    public boolean isNamedByScript(Iterable<String> providerSpellings) {
        if (SCRIPT_NAME.matcher(name).matches()) {
            return true;
        }
        for (String spelling : providerSpellings) {
            if (name.equals(spelling)) {
                return true;
            }
        }
        return false;
    }
}
