package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.ListedModel;
import dev.ragflow.migrator.model.tables.BoundedCache;
import dev.ragflow.migrator.model.tables.NumberedTexts;
import dev.ragflow.migrator.model.tables.Packer;
import dev.ragflow.migrator.model.tables.TenantCache;
import dev.ragflow.migrator.model.tables.Unpacker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What tenants' names were found to mean, packed and bounded by their bytes; of tenants used last. The rows of four tables name the
 * same models. Used by several threads.
 */
final class KnownNames {

    /** A name takes some forty bytes, and a tenant about as much as four. */
    private static final long MAX_BYTES =
            Math.min(128L << 20, Runtime.getRuntime().maxMemory() / 4);

    /** What the key and the entry of a map take beside the bytes. */
    private static final int ENTRY = 120;

    private final NumberedTexts shared = new NumberedTexts();
    private final BoundedCache<Object, byte[]> byTenant =
            new BoundedCache<>(MAX_BYTES, packed -> ENTRY + packed.length);

    /** The models that names may mean, of those of the names that are known. */
    synchronized Map<NamedModels.Name, List<ListedModel>> of(Set<NamedModels.Name> names) {
        Map<NamedModels.Name, List<ListedModel>> known = new HashMap<>();
        names.stream().map(NamedModels.Name::tenant).distinct().forEach(tenant -> unpack(tenant)
                .forEach((text, models) -> {
                    NamedModels.Name name = new NamedModels.Name(tenant, text);
                    if (names.contains(name)) {
                        known.put(name, models);
                    }
                }));
        return known;
    }

    synchronized void keep(Map<NamedModels.Name, List<ListedModel>> more) {
        Map<String, Map<String, List<ListedModel>>> tenants = new HashMap<>();
        more.forEach((name, models) ->
                tenants.computeIfAbsent(name.tenant(), this::unpack).put(name.text(), models));
        tenants.forEach((tenant, names) -> byTenant.put(TenantCache.key(tenant), pack(names)));
    }

    private byte[] pack(Map<String, List<ListedModel>> names) {
        Packer packer = new Packer(shared);
        packer.number((long) names.size());
        names.forEach((text, models) -> {
            packer.text(text).number((long) models.size());
            for (ListedModel model : models) {
                packer.id(model.id())
                        .text(model.provider())
                        .text(model.instance())
                        .text(model.name())
                        .number((long) model.types())
                        .flag(model.active());
            }
        });
        return packer.packed();
    }

    private Map<String, List<ListedModel>> unpack(String tenant) {
        Map<String, List<ListedModel>> names = new HashMap<>();
        byte[] packed = byTenant.get(TenantCache.key(tenant));
        if (packed == null) {
            return names;
        }
        Unpacker unpacker = new Unpacker(shared, packed);
        for (int left = unpacker.count(); left > 0; left--) {
            String text = unpacker.text();
            List<ListedModel> models = new ArrayList<>(1);
            for (int more = unpacker.count(); more > 0; more--) {
                models.add(new ListedModel(
                        unpacker.id(),
                        tenant,
                        unpacker.text(),
                        unpacker.text(),
                        unpacker.text(),
                        unpacker.count(),
                        unpacker.flag()));
            }
            names.put(text, models);
        }
        return names;
    }
}
