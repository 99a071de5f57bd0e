package dev.ragflow.migrator.demo;

/** The JSON documents that hold references to models, spelled as RAGFlow's Python code writes them. */
final class LegacyJson {

    private LegacyJson() {}

    /** {@code knowledgebase.parser_config} and {@code document.parser_config}. */
    static String parserConfig(String chatModel, String layoutRecognizer) {
        return """
                {"layout_recognize": "%s", "chunk_token_num": 512, "delimiter": "\\n", "auto_keywords": 0, \
                "auto_questions": 0, "html4excel": false, "topn_tags": 3, "llm_id": "%s", \
                "raptor": {"use_raptor": true, "prompt": "Fasse zusammen – ask kb@example.com if unsure: {cluster_content}", \
                "max_token": 256, "threshold": 0.1, "max_cluster": 64, "random_seed": 0}, \
                "graphrag": {"use_graphrag": true, "entity_types": ["organization", "person", "geo"], "method": "light"}}\
                """.formatted(layoutRecognizer, chatModel);
    }

    /** {@code search.search_config}. */
    static String searchConfig(String knowledgeBase, String chatModel, String rerankModel) {
        return """
                {"kb_ids": ["%s"], "doc_ids": [], "similarity_threshold": 0.2, "vector_similarity_weight": 0.3, \
                "use_kg": false, "rerank_id": "%s", "top_k": 1024, "summary": true, "chat_id": "%s", \
                "llm_setting": {"temperature": 0.1, "top_p": 0.3}, "chat_settingcross_languages": [], \
                "highlight": true, "keyword": false, "web_search": false, "related_search": true, "query_mindmap": false}\
                """.formatted(knowledgeBase, rerankModel, chatModel);
    }

    /** {@code user_canvas.dsl}: each model stands in the component and in the node that draws it. */
    static String canvas(String knowledgeBase, String chatModel, String visionModel) {
        return """
                {"components": {"begin": {"obj": {"component_name": "Begin", "params": {"prologue": "Hi! 👋"}}, \
                "downstream": ["Retrieval:0"], "upstream": []}, "Retrieval:0": {"obj": {"component_name": "Retrieval", \
                "params": {"kb_ids": ["%1$s"], "top_n": 8, "rerank_id": ""}}, "downstream": ["Agent:0"], \
                "upstream": ["begin"]}, "Agent:0": {"obj": {"component_name": "Agent", "params": {"llm_id": "%2$s", \
                "temperature": 0.1, "sys_prompt": "Answer from {Retrieval:0@formalized_content}; mail support@example.com.", \
                "tools": [{"component_name": "Agent", "params": {"llm_id": "%3$s", "max_rounds": 3}}]}}, \
                "downstream": [], "upstream": ["Retrieval:0"]}}, "globals": {"sys.query": ""}, \
                "graph": {"nodes": [{"id": "Agent:0", "position": {"x": 350.5, "y": 2e2}, "data": {"label": "Agent", \
                "name": "Agent", "form": {"llm_id": "%2$s", "temperature": 0.1}}}], "edges": []}, \
                "history": [], "messages": [], "path": ["begin"], "retrieval": []}\
                """.formatted(knowledgeBase, chatModel, visionModel);
    }
}
