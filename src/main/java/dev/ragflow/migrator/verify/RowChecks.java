package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.model.ModelType;
import dev.ragflow.migrator.model.Samples;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every row of the three tables by itself, and whether the rows that it names are there. */
final class RowChecks {

    /** In milliseconds a day in 1973, in seconds one in the year 5138. */
    private static final long SECONDS_END = 100_000_000_000L;

    private static final int ALL_BITS =
            Arrays.stream(ModelType.values()).mapToInt(ModelType::bit).sum();
    private static final Set<String> WORDS =
            Arrays.stream(ModelType.values()).map(ModelType::word).collect(Collectors.toSet());

    private static final List<Check> CHECKS = List.of(
            Check.INSTANCE_EXTRA,
            Check.MODEL_EXTRA,
            Check.MODEL_TYPE,
            Check.MODEL_NAME,
            Check.INSTANCE_PROVIDER,
            Check.MODEL_PROVIDER,
            Check.MODEL_INSTANCE,
            Check.MODEL_AND_INSTANCE,
            Check.INSTANCE_STATUS,
            Check.MODEL_STATUS,
            Check.INSTANCE_KEY,
            Check.TIMES);

    private final TableRows providers;
    private final TableRows instances;
    private final TableRows models;
    private final Map<Check, Samples> found = new EnumMap<>(Check.class);

    RowChecks(Connection connection, Dialect dialect) {
        providers = new TableRows(connection, dialect, "tenant_model_provider", List.of());
        instances = new TableRows(
                connection,
                dialect,
                "tenant_model_instance",
                List.of("provider_id", "status", "extra"),
                "api_key IS NULL");
        models = new TableRows(
                connection,
                dialect,
                "tenant_model",
                List.of("provider_id", "instance_id", "status", "extra", "model_name", "model_type"));
        CHECKS.forEach(check -> found.put(check, new Samples()));
    }

    List<CheckResult> run() throws SQLException {
        providers.each(rows -> rows.forEach(this::times));
        instances.each(this::instances);
        models.each(this::models);
        return CHECKS.stream().map(check -> check.result(samples(check))).toList();
    }

    private void instances(Collection<TableRows.Row> rows) throws SQLException {
        Map<String, TableRows.Row> owners = providers.byId(ids(rows, "provider_id"));
        for (TableRows.Row row : rows) {
            times(row);
            check(Check.INSTANCE_PROVIDER, row, owners.containsKey(row.text("provider_id")));
            check(Check.INSTANCE_STATUS, row, Set.of("active", "inactive").contains(row.text("status")));
            check(Check.INSTANCE_EXTRA, row, JsonObjects.isObject(row.text("extra"), true));
            check(Check.INSTANCE_KEY, row, !row.flag());
        }
    }

    private void models(Collection<TableRows.Row> rows) throws SQLException {
        Map<String, TableRows.Row> owners = providers.byId(ids(rows, "provider_id"));
        Map<String, TableRows.Row> homes = instances.byId(ids(rows, "instance_id"));
        for (TableRows.Row row : rows) {
            times(row);
            String provider = row.text("provider_id");
            Optional<TableRows.Row> home = Optional.ofNullable(homes.get(row.text("instance_id")));
            check(Check.MODEL_PROVIDER, row, owners.containsKey(provider));
            check(Check.MODEL_INSTANCE, row, home.isPresent());
            check(
                    Check.MODEL_AND_INSTANCE,
                    row,
                    !owners.containsKey(provider)
                            || home.isEmpty()
                            || home.get().text("provider_id").equals(provider));
            check(
                    Check.MODEL_STATUS,
                    row,
                    Set.of("active", "inactive", "unsupported").contains(row.text("status")));
            check(Check.MODEL_EXTRA, row, JsonObjects.isObject(row.text("extra"), false));
            check(Check.MODEL_NAME, row, !row.text("model_name").isEmpty());
            check(Check.MODEL_TYPE, row, hasKnownType(row.text("model_type")));
        }
    }

    /** A number from v0.27 on; up to then an exact word. */
    private static boolean hasKnownType(String type) {
        if (type.isEmpty() || !(Character.isDigit(type.charAt(0)) || type.charAt(0) == '-')) {
            return WORDS.contains(type);
        }
        try {
            int bits = Integer.parseInt(type);
            return bits != 0 && (bits & ~ALL_BITS) == 0;
        } catch (NumberFormatException tooLarge) {
            return false;
        }
    }

    private void times(TableRows.Row row) {
        check(Check.TIMES, row, Stream.of(row.created(), row.updated()).noneMatch(t -> t > 0 && t < SECONDS_END));
    }

    private void check(Check check, TableRows.Row row, boolean holds) {
        if (!holds) {
            samples(check).add(row.table() + " " + row.id());
        }
    }

    private Samples samples(Check check) {
        return Objects.requireNonNull(found.get(check));
    }

    private static Set<String> ids(Collection<TableRows.Row> rows, String column) {
        return rows.stream().map(row -> row.text(column)).collect(Collectors.toSet());
    }
}
