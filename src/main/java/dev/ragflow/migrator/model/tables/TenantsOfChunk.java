package dev.ragflow.migrator.model.tables;

/**
 * How many tenants to look at for a chunk: by what the ones before had, so that not many more are counted than it takes. Used by
 * several threads; a guess that is lost to another does no harm.
 */
final class TenantsOfChunk {

    private static final int MOST = 500;

    private volatile double rowsOfTenant;

    /** @param rowsOfTenant about how many rows a tenant has, as long as none is known */
    TenantsOfChunk(double rowsOfTenant) {
        this.rowsOfTenant = rowsOfTenant;
    }

    /** The tenants to look at for a chunk of so many rows. */
    int limit(int rows) {
        return (int) Math.min(MOST, 1 + 1.5 * rows / rowsOfTenant);
    }

    /**
     * Learns from a chunk.
     *
     * @param tenants that it took; fewer than the limit where their rows were enough
     * @param rows about as many as these have
     */
    void took(int tenants, int limit, long rows) {
        rowsOfTenant = tenants < limit ? (double) Math.max(1, rows) / Math.max(1, tenants) : rowsOfTenant / 2;
    }
}
