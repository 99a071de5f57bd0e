package dev.ragflow.migrator.model.domain;

import java.util.Map;

/**
 * A row whose names of models have ids beside them, as it was read.
 *
 * @param tenant the tenant the row belongs to, empty where the row does not tell
 * @param names by column, the name; empty texts where there is none
 * @param ids by the name's column, the id beside it; columns that hold NULL are missing
 */
public record IdRow(String id, String tenant, Map<String, String> names, Map<String, String> ids) {}
