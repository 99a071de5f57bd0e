package dev.ragflow.migrator.bench;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What RAGFlow's own path from v0.24 to v0.27 takes on MySQL 8.0.15 with 2 cores, measured once.
 *
 * @param tenants of the database
 * @param documents as of {@link BenchCase}
 * @param seconds wall time
 * @param megabytes peak memory
 */
record OwnPath(int tenants, int documents, double seconds, int megabytes) {

    /** With as many documents as tenants usually have here. */
    static final OwnPath SMALL = new OwnPath(2_000, 0, 93, 175);

    static final OwnPath LARGE = new OwnPath(20_000, 150_400, 2_279, 1_349);

    static Optional<OwnPath> of(BenchResult result) {
        return Stream.of(SMALL, LARGE)
                .filter(own -> !result.kind().ofDocuments()
                        && result.kind().documents() == own.documents()
                        && result.kind().tenants() == own.tenants()
                        && result.serverKind().equals("mysql"))
                .findFirst();
    }
}
