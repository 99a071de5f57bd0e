package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.ExpectedSchema;
import dev.ragflow.migrator.schema.LiveSchema;
import dev.ragflow.migrator.schema.SchemaComparison;
import dev.ragflow.migrator.schema.SchemaDifference;
import java.util.List;

/**
 * How the tables of a database differ from a release's.
 *
 * @param open what is wrong
 * @param warnings what is not a failure, but worth a look, as sentences
 */
public record SchemaVerdict(List<SchemaDifference> open, List<String> warnings) {

    public SchemaVerdict {
        open = List.copyOf(open);
        warnings = List.copyOf(warnings);
    }

    public static SchemaVerdict of(Release release, LiveSchema live) {
        List<SchemaDifference> differences = SchemaComparison.compare(ExpectedSchema.of(release), live);
        return new SchemaVerdict(
                differences.stream().filter(SchemaDifference::isOpen).toList(),
                differences.stream()
                        .filter(difference -> difference.severity() == SchemaDifference.Severity.WARNING)
                        .map(SchemaDifference::sentence)
                        .toList());
    }
}
