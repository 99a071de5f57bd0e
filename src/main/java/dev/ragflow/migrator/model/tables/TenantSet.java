package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.model.domain.PackedId;
import java.util.HashSet;
import java.util.Set;

/** Ids of tenants, about 25 bytes each where they have RAGFlow's own form: a set of millions stays small. */
public final class TenantSet {

    private final PackedIdTable packed = new PackedIdTable(0);
    private final Set<String> others = new HashSet<>();

    /** Whether the tenant was not there yet. */
    public boolean add(String tenant) {
        if (!PackedId.isId(tenant)) {
            return others.add(tenant);
        }
        int former = packed.size();
        return packed.add(PackedId.of(tenant)) == former;
    }
}
