package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.changelog.ChangelogUpdate;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.Fix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Fixes as a changelog for Liquibase, this program's or a team's own. */
final class FixChangelog {

    private FixChangelog() {}

    static String text(List<Fix> fixes, Release release, Database database) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        Map<String, Object> changelog = Map.of(
                "databaseChangeLog",
                fixes.stream()
                        .map(fix -> Map.of(
                                "changeSet", changeset(fix, database.dialect().isPostgres())))
                        .toList());
        return """
                # What %s lacks to be like a fresh install of RAGFlow %s.
                # Every changeset looks first whether it is still needed, and can be taken back unless it removes something.
                # Removals have the label %s: ragflow-migrator leaves them out, other programs may be told to.
                """.formatted(database.describe(), release, ChangelogUpdate.REMOVAL) + new Yaml(options).dump(changelog);
    }

    private static Map<String, Object> changeset(Fix fix, boolean postgres) {
        Map<String, Object> changeset = new LinkedHashMap<>();
        changeset.put("id", fix.id());
        changeset.put("author", "ragflow-migrator");
        changeset.put("dbms", postgres ? "postgresql" : "mysql, mariadb");
        if (fix.removal()) {
            changeset.put("labels", ChangelogUpdate.REMOVAL);
        }
        changeset.put("comment", fix.comment());
        changeset.put(
                "preConditions",
                List.of(
                        Map.of("onFail", "MARK_RAN"),
                        Map.of(
                                "sqlCheck",
                                pair("expectedResult", String.valueOf(fix.count()), "sql", fix.precondition()))));
        changeset.put("changes", statements(fix.sql()));
        if (!fix.rollback().isEmpty()) {
            changeset.put("rollback", statements(fix.rollback()));
        }
        return changeset;
    }

    private static List<Object> statements(List<String> sql) {
        List<Object> statements = new ArrayList<>();
        for (String statement : sql) {
            statements.add(Map.of("sql", pair("splitStatements", false, "sql", statement)));
        }
        return statements;
    }

    private static Map<String, Object> pair(String first, Object one, String second, Object two) {
        Map<String, Object> pair = new LinkedHashMap<>();
        pair.put(first, one);
        pair.put(second, two);
        return pair;
    }
}
