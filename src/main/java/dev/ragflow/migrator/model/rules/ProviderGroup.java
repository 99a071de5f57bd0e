package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Factories;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rows of one tenant that belong to one provider: factories of one name, or of two names that the database calls the same.
 *
 * @param key what the database compares, see {@link Collation#key}
 * @param name the provider's name: the catalogue's spelling if one of them is it, else the lowest
 * @param endpoints the models behind each endpoint, the endpoint with the most models first; of two with as many, the one with the
 *     smallest model name
 */
public record ProviderGroup(String key, String name, List<LegacyRow> rows, Map<Endpoint, List<LegacyModel>> endpoints) {

    /** The groups of one tenant in order of their keys. Rows without a factory belong to none. */
    public static List<ProviderGroup> of(List<LegacyRow> rows, Catalogue catalogue, Collation collation) {
        Map<String, List<LegacyRow>> byKey = rows.stream()
                .filter(row -> !row.model().factory().isEmpty())
                .collect(Collectors.groupingBy(
                        row -> collation.key(Factories.canonical(row.model().factory())),
                        TreeMap::new,
                        Collectors.toList()));
        return byKey.entrySet().stream()
                .map(group -> new ProviderGroup(
                        group.getKey(),
                        name(group.getValue(), catalogue),
                        group.getValue(),
                        endpoints(group.getValue())))
                .toList();
    }

    private static String name(List<LegacyRow> rows, Catalogue catalogue) {
        return rows.stream()
                .map(row -> Factories.canonical(row.model().factory()))
                .min(Comparator.comparing((String spelling) -> !catalogue.has(spelling))
                        .thenComparing(Texts.BINARY))
                .orElseThrow();
    }

    private static Map<Endpoint, List<LegacyModel>> endpoints(List<LegacyRow> rows) {
        Map<Endpoint, List<LegacyModel>> byEndpoint = new LinkedHashMap<>();
        for (LegacyRow row : rows) {
            byEndpoint
                    .computeIfAbsent(row.endpoint(), endpoint -> new ArrayList<>())
                    .add(row.model());
        }
        if (byEndpoint.size() == 1) {
            return byEndpoint;
        }
        return byEndpoint.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Endpoint, List<LegacyModel>> entry) -> -named(entry.getValue()))
                        .thenComparing(entry -> smallestName(entry.getValue()), Texts.BINARY)
                        .thenComparing(entry -> entry.getKey().baseUrl(), Texts.BINARY))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
    }

    /** The models of one endpoint by name, in binary order; rows without a name left out. */
    public static Map<String, List<LegacyModel>> byName(List<LegacyModel> models) {
        return models.stream()
                .filter(LegacyModel::isNamed)
                .collect(Collectors.groupingBy(
                        LegacyModel::name, () -> new TreeMap<>(Texts.BINARY), Collectors.toList()));
    }

    private static long named(List<LegacyModel> models) {
        return models.stream().filter(LegacyModel::isNamed).count();
    }

    private static String smallestName(List<LegacyModel> models) {
        return models.stream()
                .filter(LegacyModel::isNamed)
                .map(LegacyModel::name)
                .min(Texts.BINARY)
                .orElse("");
    }

    /** The provider's row, if the tenant has one; RAGFlow's script may have written it under an older name. */
    public Optional<Provider> row(List<Provider> providers, Collation collation) {
        Comparator<Provider> first = Comparator.comparing(Provider::id);
        Optional<Provider> named = providers.stream()
                .filter(provider -> collation.key(provider.name()).equals(key))
                .min(first);
        if (named.isPresent() || providers.isEmpty()) {
            return named;
        }
        List<String> spellings = spellings();
        return providers.stream()
                .filter(provider -> spellings.contains(provider.name()))
                .min(first);
    }

    /** All spellings under which a provider row of this group may be stored. */
    public List<String> spellings() {
        return Stream.concat(
                        Stream.of(name), rows.stream().map(row -> row.model().factory()))
                .flatMap(spelling -> Stream.of(spelling, Factories.canonical(spelling)))
                .distinct()
                .toList();
    }
}
