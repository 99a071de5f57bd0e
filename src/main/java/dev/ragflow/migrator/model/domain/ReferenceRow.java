package dev.ragflow.migrator.model.domain;

import java.util.Map;

/**
 * A row that names models, as it was read.
 *
 * @param owner the content of the column that tells the tenant
 * @param texts the columns with names, null and empty ones left out
 * @param hints by column, the number that v0.25 left beside a name
 * @param shared whether it is a canvas that its team runs
 * @param writtenAt when it was last written, epoch milliseconds; 0 where the row does not tell
 */
public record ReferenceRow(
        String id, String owner, Map<String, String> texts, Map<String, Long> hints, boolean shared, long writtenAt) {}
