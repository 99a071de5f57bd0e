package dev.ragflow.migrator.model.domain;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What a model does. RAGFlow up to v0.26 stores the word, v0.27 the bit; v0.27 also spells two of the words differently. */
public enum ModelType {
    CHAT(1, "chat", "chat"),
    EMBEDDING(2, "embedding", "embedding"),
    SPEECH2TEXT(4, "speech2text", "asr"),
    IMAGE2TEXT(8, "image2text", "vision"),
    RERANK(16, "rerank", "rerank"),
    TTS(32, "tts", "tts"),
    OCR(64, "ocr", "ocr");

    /** Why a stage leaves a model out whose type neither old rows nor the catalogue know. */
    public static final String UNKNOWN = "model of unknown type";

    private final int bit;
    private final String word;
    private final String newWord;

    ModelType(int bit, String word, String newWord) {
        this.bit = bit;
        this.word = word;
        this.newWord = newWord;
    }

    /** The bit that stands for this type in {@code tenant_model.model_type} from v0.27 on. */
    public int bit() {
        return bit;
    }

    /** The spelling of RAGFlow up to v0.26. */
    public String word() {
        return word;
    }

    /** The spelling of v0.27. */
    public String newWord() {
        return newWord;
    }

    /** Finds a type by either spelling, exactly as written. Empty for anything else. */
    public static Optional<ModelType> of(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word.equals(word) || type.newWord.equals(word))
                .findFirst();
    }

    /** The number that stands for all of some types in {@code tenant_model.model_type}; 0 for none. */
    public static int bits(Set<ModelType> types) {
        return types.stream().mapToInt(ModelType::bit).sum();
    }
}
