package dev.ragflow.migrator.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the whole time of a run went into, in seconds, from its log.
 *
 * @param startUp to the first changeset: JVM, connections, locks, the look at what there is to do
 * @param schema changesets that bring tables into shape
 * @param data changesets that move rows
 * @param between Liquibase's own work, and looking whether anything was written meanwhile
 * @param verification from the last changeset to the end of the process
 */
record Phases(double startUp, double schema, double data, double between, double verification) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern CHANGESET = Pattern.compile("(?s)v[\\d.]+/([\\w-]+): .*\\(([\\d.]+) s\\)");

    static Phases of(MeasuredRun run) throws IOException {
        Set<String> stages =
                StageRow.of(run.summary()).stream().map(StageRow::stage).collect(Collectors.toSet());
        double schema = 0;
        double data = 0;
        double first = run.endedAt();
        double last = run.startedAt();
        for (String line : run.log()) {
            Map<String, String> event = event(line);
            Matcher changeset = CHANGESET.matcher(event.getOrDefault("message", ""));
            if (!changeset.matches()) {
                continue;
            }
            double seconds = Double.parseDouble(changeset.group(2));
            double at = Instant.parse(event.getOrDefault("timestamp", "")).toEpochMilli();
            first = Math.min(first, at - seconds * 1000);
            last = Math.max(last, at);
            if (stages.contains(changeset.group(1).replace('-', '_'))) {
                data += seconds;
            } else {
                schema += seconds;
            }
        }
        return new Phases(
                (first - run.startedAt()) / 1000,
                schema,
                data,
                (last - first) / 1000 - schema - data,
                (run.endedAt() - last) / 1000);
    }

    private static Map<String, String> event(String line) throws IOException {
        Map<String, String> fields = new HashMap<>();
        if (!line.startsWith("{")) {
            return fields;
        }
        try (JsonParser parser = JSON.createParser(line)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue() && parser.currentName() != null) {
                    fields.put(parser.currentName(), parser.getText());
                }
            }
        }
        return fields;
    }
}
