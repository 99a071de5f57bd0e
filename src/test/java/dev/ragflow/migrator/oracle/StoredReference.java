package dev.ragflow.migrator.oracle;

import org.jspecify.annotations.Nullable;

/**
 * One place that may name a model.
 *
 * @param table where it stands
 * @param key the row's primary key
 * @param column the column; {@code a.b} where member b of JSON text in column a
 * @param tenant whose models count; null where the owner cannot be told
 * @param slot the type of model the place is for
 * @param keywords whether the place may hold a parser's name instead
 * @param text the reference itself, decoded
 * @param hint the numeric id v0.25 noted beside it, null where there is none
 * @param start in JSON text: of the string literal, quotes included; -1 elsewhere
 * @param end behind the literal
 */
record StoredReference(
        String table,
        String key,
        String column,
        @Nullable String tenant,
        String slot,
        boolean keywords,
        String text,
        @Nullable String hint,
        int start,
        int end) {

    @Override
    public String toString() {
        return table + "." + column + " of " + key + " (" + slot + " '" + text + "')";
    }
}
