package dev.ragflow.migrator.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The RAGFlow release whose shape a database has: the newest of which it has more than half of what came with it, and all that a
 * start-up of its pods does not bring by itself.
 *
 * @param release its tag, the first of the known ones that looks like this; empty if RAGFlow has no tables there
 * @param evidence a phrase for every known release, oldest first
 */
public record ReleaseShape(String release, List<String> evidence) {

    /** What came with a release, and stayed in all that are known since. */
    private static final List<ReleaseSign> SIGNS =
            """
            v0.19.0 tenant
            v0.19.0 tenant_llm
            v0.19.0 knowledgebase
            v0.19.0 document
            v0.19.0 user
            v0.22.1 connector
            v0.22.1 search
            v0.22.1 sync_logs
            v0.22.1 pipeline_operation_log
            v0.22.1 document.suffix
            v0.22.1 tenant_llm.status
            v0.22.1 user_canvas.canvas_category
            v0.22.1 llm_factories.rank
            v0.24.0 memory
            v0.24.0 system_settings
            v0.24.0 api_4_conversation.exp_user_id
            v0.24.0 api_4_conversation.name
            v0.25.6 tenant_llm.id
            v0.25.6 tenant.tenant_llm_id
            v0.25.6 knowledgebase.tenant_embd_id
            v0.25.6 document.content_hash
            v0.25.6 sync_logs.task_type
            v0.25.6 user_canvas.release
            v0.25.6 canvas_template.canvas_types
            v0.26.4 tenant_model_provider
            v0.26.4 tenant_model_instance
            v0.26.4 tenant_model
            v0.26.4 tenant_model_group
            v0.26.4 file_commit
            v0.26.4 compilation_template
            v0.26.4 chat_channel
            v0.26.4 tenant.ocr_id
            v0.27.0 tenant.tenant_ocr_id
            v0.27.0 knowledgebase.structure_task_id
            v0.27.0 knowledgebase.timeline_task_id
            v0.27.0 knowledgebase.wiki_task_id
            v0.27.0 tenant.tenant_llm_id text
            v0.27.0 dialog.tenant_llm_id text
            v0.27.0 tenant_model.model_type number
            """.lines().map(ReleaseShape::sign).toList();

    public ReleaseShape {
        evidence = List.copyOf(evidence);
    }

    private static ReleaseSign sign(String line) {
        String[] words = line.split(" ");
        int dot = words[1].indexOf('.');
        return new ReleaseSign(
                words[0],
                dot < 0 ? words[1] : words[1].substring(0, dot),
                dot < 0 ? "" : words[1].substring(dot + 1),
                words.length < 3 ? ReleaseSign.Kind.ANY : ReleaseSign.Kind.valueOf(words[2].toUpperCase(Locale.ROOT)));
    }

    /** Finds the release. */
    public static ReleaseShape of(LiveSchema live) {
        Map<String, List<ReleaseSign>> byRelease = new LinkedHashMap<>();
        SIGNS.forEach(sign -> byRelease
                .computeIfAbsent(sign.release(), release -> new ArrayList<>())
                .add(sign));
        String reached = "";
        List<String> evidence = new ArrayList<>();
        for (Map.Entry<String, List<ReleaseSign>> release : byRelease.entrySet()) {
            List<ReleaseSign> missing =
                    release.getValue().stream().filter(sign -> !sign.isIn(live)).toList();
            int all = release.getValue().size();
            if (missing.size() * 2 < all && missing.stream().noneMatch(ReleaseSign::isDecisive)) {
                reached = release.getKey();
            }
            evidence.add(sentence(release.getKey(), all, missing));
        }
        return new ReleaseShape(reached, evidence);
    }

    private static String sentence(String release, int all, List<ReleaseSign> missing) {
        String counted =
                "has " + (all - missing.size()) + " of " + all + " tables and columns that came with " + release;
        if (missing.isEmpty() || missing.size() == all) {
            return counted;
        }
        return counted + ", lacks "
                + String.join(", ", missing.stream().map(ReleaseSign::describe).toList());
    }
}
