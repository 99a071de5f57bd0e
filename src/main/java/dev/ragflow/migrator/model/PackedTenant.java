package dev.ragflow.migrator.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The facts of one tenant in about fifty bytes a model, as they are kept: nine tables name models, and reading a tenant takes far
 * longer than unpacking it.
 */
record PackedTenant(byte[] bytes) {

    /** What the key and the entry of a map take beside the bytes. */
    private static final int ENTRY = 160;

    static PackedTenant of(TenantFacts facts, NumberedTexts shared) {
        Packer packer = new Packer(shared);
        packer.number((long) facts.rows());
        packer.number((long) facts.factories().size());
        facts.factories().forEach(packer::text);
        packer.number((long) facts.providers().size());
        for (TenantFacts.Named provider : facts.providers()) {
            packer.id(provider.id()).text(provider.name()).flag(provider.renamed());
            packer.number((long) provider.instances().size());
            provider.instances()
                    .forEach(instance ->
                            packer.id(instance.id()).text(instance.name()).number(instance.at()));
        }
        packer.number((long) facts.places().size());
        for (TenantFacts.Place place : facts.places()) {
            packer.number((long) place.provider())
                    .number((long) place.instance())
                    .text(place.catalogueName());
        }
        packer.number((long) facts.models().size());
        facts.models().forEach(model -> pack(packer, model));
        return new PackedTenant(packer.packed());
    }

    private static void pack(Packer packer, TenantFacts.Model model) {
        LegacyModel row = model.row();
        ModelType type = row.type();
        Boolean tools = row.tools();
        packer.number(row.id())
                .text(row.factory())
                .text(row.name())
                .number(type == null ? null : Long.valueOf(type.ordinal()))
                .number(tools == null ? null : Long.valueOf(tools ? 1 : 0))
                .number(row.maxTokens())
                .flag(row.enabled())
                .number(row.createdAt())
                .number(row.updatedAt() - row.createdAt())
                .number((long) model.place());
    }

    TenantFacts facts(NumberedTexts shared) {
        Unpacker unpacker = new Unpacker(shared, bytes);
        int rows = unpacker.count();
        List<String> factories = new ArrayList<>();
        for (int left = unpacker.count(); left > 0; left--) {
            factories.add(unpacker.text());
        }
        List<TenantFacts.Named> providers = new ArrayList<>();
        for (int left = unpacker.count(); left > 0; left--) {
            providers.add(new TenantFacts.Named(unpacker.id(), unpacker.text(), unpacker.flag(), instances(unpacker)));
        }
        List<TenantFacts.Place> places = new ArrayList<>();
        for (int left = unpacker.count(); left > 0; left--) {
            places.add(new TenantFacts.Place(unpacker.count(), unpacker.count(), unpacker.text()));
        }
        List<TenantFacts.Model> models = new ArrayList<>();
        for (int left = unpacker.count(); left > 0; left--) {
            models.add(model(unpacker));
        }
        return new TenantFacts(rows, factories, models, providers, places);
    }

    private static List<TenantFacts.Made> instances(Unpacker unpacker) {
        List<TenantFacts.Made> instances = new ArrayList<>();
        for (int left = unpacker.count(); left > 0; left--) {
            instances.add(new TenantFacts.Made(unpacker.id(), unpacker.text(), unpacker.number()));
        }
        return instances;
    }

    private static TenantFacts.Model model(Unpacker unpacker) {
        Long id = unpacker.numberOrNull();
        String factory = unpacker.text();
        String name = unpacker.text();
        Long type = unpacker.numberOrNull();
        Long tools = unpacker.numberOrNull();
        Long maxTokens = unpacker.numberOrNull();
        boolean enabled = unpacker.flag();
        long createdAt = unpacker.number();
        long updatedAt = createdAt + unpacker.number();
        LegacyModel row = new LegacyModel(
                id,
                factory,
                name,
                type == null ? null : ModelType.values()[type.intValue()],
                tools == null ? null : tools == 1,
                maxTokens,
                enabled,
                createdAt,
                updatedAt);
        return new TenantFacts.Model(row, unpacker.count());
    }

    /** About how much memory it takes, with all that keeps it. */
    int size() {
        return ENTRY + bytes.length;
    }
}
