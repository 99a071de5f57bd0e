package dev.ragflow.migrator.model.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a column or JSON member that names a model wants it for. */
public enum Slot {
    CHAT(ModelType.CHAT),
    EMBEDDING(ModelType.EMBEDDING),
    RERANK(ModelType.RERANK),
    SPEECH2TEXT(ModelType.SPEECH2TEXT),
    IMAGE2TEXT(ModelType.IMAGE2TEXT),
    TTS(ModelType.TTS),
    OCR(ModelType.OCR),
    /** A document's layout is read by an OCR model, or else by one that sees. */
    LAYOUT(ModelType.OCR, ModelType.IMAGE2TEXT);

    private static final Map<String, Slot> KEYS = Map.ofEntries(
            Map.entry("llm_id", CHAT),
            Map.entry("embd_id", EMBEDDING),
            Map.entry("embedding_model", EMBEDDING),
            Map.entry("rerank_id", RERANK),
            Map.entry("asr_id", SPEECH2TEXT),
            Map.entry("img2txt_id", IMAGE2TEXT),
            Map.entry("tts_id", TTS),
            Map.entry("ocr_id", OCR),
            Map.entry("layout_recognize", LAYOUT),
            Map.entry("parse_method", LAYOUT),
            Map.entry("mineru_llm_name", OCR),
            Map.entry("paddleocr_llm_name", OCR),
            Map.entry("opendataloader_llm_name", OCR));

    /** Members that also hold the names of built-in parsers. */
    private static final Set<String> PARSERS = Set.of(
            "layout_recognize", "parse_method", "mineru_llm_name", "paddleocr_llm_name", "opendataloader_llm_name");

    private final List<ModelType> wanted;

    Slot(ModelType... wanted) {
        this.wanted = List.of(wanted);
    }

    /**
     * The slot behind a JSON member or a column, empty where it names no model.
     *
     * @param inSearchConfig whether the JSON is a {@code search_config}, where {@code chat_id} is a model too
     */
    public static Optional<Slot> of(String key, boolean inSearchConfig) {
        return inSearchConfig && key.equals("chat_id") ? Optional.of(CHAT) : Optional.ofNullable(KEYS.get(key));
    }

    /** All names {@link #of} knows. */
    public static List<String> keys(boolean inSearchConfig) {
        return Stream.concat(KEYS.keySet().stream(), inSearchConfig ? Stream.of("chat_id") : Stream.empty())
                .sorted()
                .toList();
    }

    /** Whether values under {@code key} are model names only if there is such a model. */
    public static boolean mayNameParser(String key) {
        return PARSERS.contains(key);
    }

    /** The types of which a model needs one to serve here. */
    public List<ModelType> wanted() {
        return wanted;
    }

    /** How well a type fits, 0 best. */
    public int rank(@Nullable ModelType type) {
        int index = type == null ? -1 : wanted.indexOf(type);
        return index < 0 ? wanted.size() : index;
    }

    /** The type a model of these types still needs to serve here; empty if it serves already. */
    public Optional<ModelType> missing(Set<ModelType> types) {
        return wanted.stream().anyMatch(types::contains)
                ? Optional.empty()
                : Optional.of(wanted.get(wanted.size() - 1));
    }

    /** Whether a model with these type bits serves here. */
    public boolean isServedBy(int bits) {
        return wanted.stream().anyMatch(type -> (bits & type.bit()) != 0);
    }
}
