package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.rules.TenantFacts;
import dev.ragflow.migrator.model.tables.NumberedTexts;
import dev.ragflow.migrator.model.tables.Packer;
import dev.ragflow.migrator.model.tables.Unpacker;
import java.util.ArrayList;
import java.util.List;

/**
 * The facts of one tenant in about thirty bytes a model, as they are kept: nine tables name models, and reading a tenant takes far
 * longer than unpacking it.
 */
record PackedTenant(byte[] bytes) {

    /** What a row has, in one byte with the number of its type. */
    private static final int ENABLED = 1;

    private static final int ID = 2;
    private static final int MAX_TOKENS = 4;
    private static final int TOOLS = 8;
    private static final int NO_TOOLS = 16;
    private static final int TYPE = 32;

    /** Before the first row. */
    private static final LegacyModel NONE = new LegacyModel(null, "", "", null, null, null, false, 0, 0);

    /** What the key and the entry of a map take beside the bytes. */
    private static final int ENTRY = 120;

    static PackedTenant of(TenantFacts facts, NumberedTexts shared) {
        Packer packer = new Packer(shared);
        packer.number((long) facts.rows());
        packer.number((long) facts.factories().size());
        facts.factories().forEach(packer::text);
        packer.number((long) facts.providers().size());
        long at = 0;
        for (TenantFacts.Named provider : facts.providers()) {
            packer.id(provider.id()).text(provider.name()).flag(provider.renamed());
            packer.number((long) provider.instances().size());
            for (TenantFacts.Made instance : provider.instances()) {
                packer.id(instance.id()).text(instance.name()).number(instance.at() - at);
                at = instance.at();
            }
        }
        packer.number((long) facts.places().size());
        for (TenantFacts.Place place : facts.places()) {
            packer.number((long) place.provider())
                    .number((long) place.instance())
                    .text(place.catalogueName());
        }
        packer.number((long) facts.models().size());
        LegacyModel last = NONE;
        for (TenantFacts.Model model : facts.models()) {
            pack(packer, model, last);
            last = model.row();
        }
        return new PackedTenant(packer.packed());
    }

    /** Numbers are near to those of the row before. */
    private static void pack(Packer packer, TenantFacts.Model model, LegacyModel last) {
        LegacyModel row = model.row();
        ModelType type = row.type();
        Boolean tools = row.tools();
        Long maxTokens = row.maxTokens();
        packer.one((type == null ? 0 : type.ordinal() + 1) * TYPE
                        + (tools == null ? 0 : tools ? TOOLS : NO_TOOLS)
                        + (row.enabled() ? ENABLED : 0)
                        + (row.id() == null ? 0 : ID)
                        + (maxTokens == null ? 0 : MAX_TOKENS))
                .text(row.factory())
                .text(row.name())
                .number(row.createdAt() - last.createdAt())
                .number(row.updatedAt() - row.createdAt())
                .number((long) model.place());
        if (row.id() != null) {
            packer.number(row.id() - numberOf(last));
        }
        if (maxTokens != null) {
            packer.number(maxTokens.longValue());
        }
    }

    private static long numberOf(LegacyModel row) {
        Long id = row.id();
        return id == null ? 0 : id;
    }

    TenantFacts facts(NumberedTexts shared) {
        Unpacker unpacker = new Unpacker(shared, bytes);
        int rows = unpacker.count();
        List<String> factories = new ArrayList<>();
        for (int left = unpacker.count(); left > 0; left--) {
            factories.add(unpacker.text());
        }
        List<TenantFacts.Named> providers = new ArrayList<>();
        long at = 0;
        for (int left = unpacker.count(); left > 0; left--) {
            String id = unpacker.id();
            String name = unpacker.text();
            boolean renamed = unpacker.flag();
            List<TenantFacts.Made> instances = new ArrayList<>();
            for (int more = unpacker.count(); more > 0; more--) {
                String instance = unpacker.id();
                String instanceName = unpacker.text();
                at += unpacker.number();
                instances.add(new TenantFacts.Made(instance, instanceName, at));
            }
            providers.add(new TenantFacts.Named(id, name, renamed, instances));
        }
        List<TenantFacts.Place> places = new ArrayList<>();
        for (int left = unpacker.count(); left > 0; left--) {
            places.add(new TenantFacts.Place(unpacker.count(), unpacker.count(), unpacker.text()));
        }
        List<TenantFacts.Model> models = new ArrayList<>();
        LegacyModel last = NONE;
        for (int left = unpacker.count(); left > 0; left--) {
            TenantFacts.Model model = model(unpacker, last);
            models.add(model);
            last = model.row();
        }
        return new TenantFacts(rows, factories, models, providers, places);
    }

    private static TenantFacts.Model model(Unpacker unpacker, LegacyModel last) {
        int bits = unpacker.one();
        int type = bits / TYPE;
        String factory = unpacker.text();
        String name = unpacker.text();
        long createdAt = last.createdAt() + unpacker.number();
        long updatedAt = createdAt + unpacker.number();
        int place = unpacker.count();
        LegacyModel row = new LegacyModel(
                (bits & ID) == 0 ? null : Long.valueOf(numberOf(last) + unpacker.number()),
                factory,
                name,
                type == 0 ? null : ModelType.values()[type - 1],
                (bits & (TOOLS | NO_TOOLS)) == 0 ? null : Boolean.valueOf((bits & TOOLS) != 0),
                (bits & MAX_TOKENS) == 0 ? null : Long.valueOf(unpacker.number()),
                (bits & ENABLED) != 0,
                createdAt,
                updatedAt);
        return new TenantFacts.Model(row, place);
    }

    /** About how much memory it takes, with all that keeps it. */
    int size() {
        return ENTRY + bytes.length;
    }
}
