package dev.ragflow.migrator.database;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object, its members in the order in which they came. Durations are seconds with three places, times are UTC with
 * milliseconds; maps and objects like this one are objects, collections are arrays, anything unknown is its text.
 */
public final class JsonText {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    /** Adds a member; it replaces one of the same name. */
    public JsonText with(String name, @Nullable Object value) {
        members.put(name, value);
        return this;
    }

    /** Adds a member unless there is one of that name. */
    public void offer(String name, Object value) {
        members.putIfAbsent(name, value);
    }

    /** For programs, on one line. */
    public String line() {
        return text(null);
    }

    /** On several lines, for people too; ends with a line break. */
    public String indented() {
        return text(new DefaultPrettyPrinter()) + "\n";
    }

    private String text(@Nullable PrettyPrinter printer) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.setPrettyPrinter(printer);
            write(json, this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof JsonText object) {
            write(json, object.members);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                json.writeFieldName(String.valueOf(member.getKey()));
                write(json, member.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Collection<?> all) {
            json.writeStartArray();
            for (Object each : all) {
                write(json, each);
            }
            json.writeEndArray();
        } else if (value instanceof Long || value instanceof Integer) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number && Double.isFinite(number)) {
            json.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Duration duration) {
            json.writeNumber(BigDecimal.valueOf(duration.toMillis(), 3));
        } else if (value instanceof Instant time) {
            json.writeString(time.truncatedTo(ChronoUnit.MILLIS).toString());
        } else {
            json.writeString(value.toString());
        }
    }
}
