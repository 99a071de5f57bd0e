package dev.ragflow.migrator.bench;

import dev.ragflow.migrator.testing.TestServer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is to be measured.
 *
 * @param servers each in turn
 * @param cases each in turn, from the smallest
 * @param record whether the results become those of the project
 */
record BenchOptions(List<TestServer> servers, List<BenchCase> cases, boolean record) {

    private static final Set<String> NAMES = Set.of("SERVERS", "TENANTS", "CASE", "DOCUMENTS", "RECORD");

    /** Tenants of the case {@code documents}, few enough that nothing but documents counts. */
    private static final int TENANTS_OF_DOCUMENTS = 1_000;

    /**
     * Reads {@code NAME=value}; an empty value is none.
     *
     * @throws IllegalArgumentException with a sentence for the caller
     */
    static BenchOptions parse(String... arguments) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 0 || !NAMES.contains(argument.substring(0, equals))) {
                throw new IllegalArgumentException(argument + " is none of " + NAMES);
            }
            if (equals + 1 < argument.length()) {
                given.put(argument.substring(0, equals), argument.substring(equals + 1));
            }
        }
        List<TestServer> servers = list(given.getOrDefault("SERVERS", "mysql")).stream()
                .map(name -> TestServer.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
        String kind = given.getOrDefault("CASE", "tenants");
        List<BenchCase> cases =
                switch (kind) {
                    case "tenants" ->
                        numbers(given.getOrDefault("TENANTS", "2000")).stream()
                                .map(tenants -> new BenchCase(
                                        tenants, Integer.parseInt(given.getOrDefault("DOCUMENTS", "0")), false))
                                .toList();
                    case "documents" ->
                        numbers(given.getOrDefault("DOCUMENTS", "1000000")).stream()
                                .map(documents ->
                                        new BenchCase(Math.min(TENANTS_OF_DOCUMENTS, documents), documents, true))
                                .toList();
                    default -> throw new IllegalArgumentException("CASE is tenants or documents, not " + kind);
                };
        return new BenchOptions(servers, cases, given.containsKey("RECORD"));
    }

    private static List<Integer> numbers(String text) {
        return list(text).stream().map(Integer::valueOf).sorted().toList();
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }
}
