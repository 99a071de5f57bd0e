package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.SchemaDifference.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One point in which a live database differs from a release, for an operator to judge.
 *
 * @param difference what differs
 * @param impact what it means for RAGFlow
 * @param byMigration whether only a migration can close it, since values must be converted or moved
 */
public record Drift(SchemaDifference difference, Impact impact, boolean byMigration) {

    /** What a difference means for the release's application, the worst first. */
    public enum Impact {
        /** Statements of the application fail. */
        BREAKS,
        /** Statements work, and take longer. */
        SLOWER,
        HARMLESS
    }

    /** What this program, Liquibase, and a migration leave beside RAGFlow's own tables. */
    private static final Pattern OWN_TABLES = Pattern.compile("(?i)databasechangelog(lock)?|migration_history"
            + "|ragflow_migrator_.*|tenant_model_(backup|removed|rolled_back)");

    /** All of them, table by table, the worst of each first. */
    public static List<Drift> of(LiveSchema live, Release release) {
        ExpectedSchema expected = ExpectedSchema.of(release);
        return SchemaComparison.compare(expected, live).stream()
                .filter(difference -> !OWN_TABLES.matcher(difference.table()).matches())
                .map(difference -> of(difference, expected, live, release))
                .sorted(Comparator.comparing((Drift drift) -> drift.difference().table())
                        .thenComparing(Drift::impact)
                        .thenComparing(drift -> drift.difference().object()))
                .toList();
    }

    private static Drift of(SchemaDifference difference, ExpectedSchema expected, LiveSchema live, Release release) {
        return new Drift(difference, impactOf(difference, expected), isByMigration(difference, live, release));
    }

    private static Impact impactOf(SchemaDifference difference, ExpectedSchema expected) {
        return switch (difference.kind()) {
            case MISSING_TABLE,
                    MISSING_COLUMN,
                    NARROWER_TYPE,
                    OTHER_TYPE,
                    STRICTER_NULLABILITY,
                    MISSING_AUTO_INCREMENT,
                    EXTRA_UNIQUE_INDEX,
                    EXTRA_REQUIRED_COLUMN -> Impact.BREAKS;
            case MISSING_INDEX -> wanted(difference, expected).isUnique() ? Impact.BREAKS : Impact.SLOWER;
            // values are converted for every comparison with another table, and no index serves it
            case OTHER_COLLATION -> Impact.SLOWER;
            case EXTRA_TABLE, EXTRA_COLUMN, EXTRA_INDEX, WIDER_TYPE, LOOSER_NULLABILITY, OTHER_DEFAULT ->
                Impact.HARMLESS;
        };
    }

    static Index wanted(SchemaDifference difference, ExpectedSchema expected) {
        return expected.table(difference.table()).stream()
                .flatMap(table -> table.indexes().stream())
                .filter(index -> index.name().equals(difference.object()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no index " + difference.object()));
    }

    private static boolean isByMigration(SchemaDifference difference, LiveSchema live, Release release) {
        boolean modelTypes = difference.table().equals("tenant_model")
                && difference.object().equals("model_type")
                && difference.kind() == Kind.OTHER_TYPE;
        boolean legacyIndex = difference.kind() == Kind.EXTRA_UNIQUE_INDEX
                && Release.upTo(release).stream()
                        .flatMap(since -> new LegacyIndexes(since)
                                .obsolete(live).getOrDefault(difference.table(), List.of()).stream())
                        .anyMatch(index -> index.name().equals(difference.object()));
        return modelTypes
                || legacyIndex
                || TenantLlmKey.owns(difference)
                || UniqueUserEmail.owns(difference)
                || ColumnRename.owns(difference, live)
                || IdColumns.owns(difference);
    }
}
