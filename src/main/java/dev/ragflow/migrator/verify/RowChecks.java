package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.model.check.StoredRowVisitor;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Samples;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every row of the three tables by itself, whether the rows that it names exist, and whether a model exists only once. */
final class RowChecks implements StoredRowVisitor {

    /** In milliseconds a day in 1973, in seconds one in the year 5138. */
    private static final long SECONDS_END = 100_000_000_000L;

    private static final int ALL_BITS =
            Arrays.stream(ModelType.values()).mapToInt(ModelType::bit).sum();
    private static final Set<String> WORDS =
            Arrays.stream(ModelType.values()).map(ModelType::word).collect(Collectors.toSet());

    private static final String PROVIDER = "tenant_model_provider";
    private static final String INSTANCE = "tenant_model_instance";
    private static final String MODEL = "tenant_model";
    private static final Set<String> STATES = Set.of("active", "inactive", "unsupported");

    private static final List<Check> CHECKS = List.of(
            Check.MODEL_UNIQUE,
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

    /** The extra columns of most rows are the same few texts. */
    private static final int KEPT_TEXTS = 2_000;

    private final Map<Check, Samples> found = new EnumMap<>(Check.class);
    private final Map<String, Boolean> objects = new HashMap<>();

    RowChecks() {
        CHECKS.forEach(check -> found.put(check, new Samples()));
    }

    /**
     * What was found in the rows seen.
     *
     * @param before what was found before the run; null if nothing was looked at
     */
    List<CheckResult> results(@Nullable Baseline before) {
        return CHECKS.stream().map(check -> check.result(rows(check), before)).toList();
    }

    /** Takes what was found in the rows that others have seen. */
    void addAll(RowChecks others) {
        CHECKS.forEach(check -> rows(check).addAll(others.rows(check)));
    }

    @Override
    public void provider(String id, long created, long updated) {
        times(PROVIDER, id, created, updated);
    }

    @Override
    public void instance(
            String id, boolean hasProvider, String status, String extra, boolean hasKey, long created, long updated) {
        times(INSTANCE, id, created, updated);
        check(Check.INSTANCE_PROVIDER, INSTANCE, id, hasProvider);
        check(Check.INSTANCE_STATUS, INSTANCE, id, status.equals("active") || status.equals("inactive"));
        check(Check.INSTANCE_EXTRA, INSTANCE, id, extra.isEmpty() || JsonObjects.isObject(extra, true));
        check(Check.INSTANCE_KEY, INSTANCE, id, hasKey);
    }

    @Override
    public boolean model(Model row) {
        return times(MODEL, row.id(), row.created(), row.updated())
                & check(Check.MODEL_PROVIDER, MODEL, row.id(), row.hasProvider())
                & check(Check.MODEL_INSTANCE, MODEL, row.id(), row.hasInstance())
                & check(Check.MODEL_AND_INSTANCE, MODEL, row.id(), row.ofOneProvider())
                & check(Check.MODEL_STATUS, MODEL, row.id(), STATES.contains(row.status()))
                & check(Check.MODEL_EXTRA, MODEL, row.id(), isObject(row.extra()))
                & check(Check.MODEL_NAME, MODEL, row.id(), !row.name().isEmpty())
                & check(Check.MODEL_TYPE, MODEL, row.id(), hasKnownType(row.type()));
    }

    @Override
    public void duplicate(String instanceId, String name) {
        check(Check.MODEL_UNIQUE, MODEL, instanceId + " | " + name, false);
    }

    /** RAGFlow reads an empty text as an empty object, and its own script leaves such texts. */
    private boolean isObject(String text) {
        if (text.isEmpty()) {
            return true;
        }
        Boolean known = objects.get(text);
        if (known == null) {
            known = JsonObjects.isObject(text, false);
            if (objects.size() == KEPT_TEXTS) {
                objects.clear();
            }
            if (text.length() < KEPT_TEXTS) {
                objects.put(text, known);
            }
        }
        return known;
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

    private boolean times(String table, String id, long created, long updated) {
        return check(Check.TIMES, table, id, !isInSeconds(created) && !isInSeconds(updated));
    }

    private static boolean isInSeconds(long time) {
        return time > 0 && time < SECONDS_END;
    }

    private boolean check(Check check, String table, String row, boolean holds) {
        if (!holds) {
            rows(check).add(table + " " + row);
        }
        return holds;
    }

    private Samples rows(Check check) {
        return Objects.requireNonNull(found.get(check));
    }
}
