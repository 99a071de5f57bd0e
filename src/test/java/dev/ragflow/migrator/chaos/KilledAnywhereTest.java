package dev.ragflow.migrator.chaos;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code make chaos} sets {@code chaos.runs} to 100; {@code -Dchaos.seed=} repeats what was printed. */
@DisplayName("A process that is killed at any moment, again and again")
class KilledAnywhereTest {

    private static final int RUNS = Integer.getInteger("chaos.runs", 2);
    private static final int MOST_KILLS = 3;
    private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    void leavesWhatTheNextRunCompletes(TestServer server) throws Exception {
        HardDatabase hard = HardDatabase.on(server);
        TreeMap<String, Integer> places = new TreeMap<>();
        int kills = 0;
        int done = 0;
        for (int run = 0; done < RUNS; run++) {
            Random random = new Random(SEED + run);
            try (TestDatabase database = hard.copy()) {
                List<String> killed = kill(database, hard.moments(), random);
                String what = server + ", run " + run + " with -Dchaos.seed=" + SEED + ", killed after " + killed;
                try {
                    HardDatabase.complete(database);
                    hard.assertAsUndisturbed(database);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(what, e);
                }
                // one whose moment came when it was through does not count
                done += killed.isEmpty() ? 0 : 1;
                kills += killed.size();
                killed.forEach(place -> places.merge(place, 1, Integer::sum));
            }
        }
        System.out.printf(
                "%s: %d runs with %d kills, seed %d; the last changeset before a kill: %s%n",
                server, RUNS, kills, SEED, places);
    }

    /** The names of the changesets that had just ended. */
    private static List<String> kill(TestDatabase database, List<Long> times, Random random)
            throws InterruptedException {
        List<String> killed = new ArrayList<>();
        int wanted = 1 + random.nextInt(MOST_KILLS);
        for (int i = 0; i < wanted; i++) {
            int changeset = random.nextInt(times.size() - 1);
            long pause = Math.round(random.nextDouble() * (times.get(changeset + 1) - times.get(changeset)));
            try (ProgramProcess program = LeanProgram.start(database.settings())) {
                program.await(HardDatabase::isChangeset, changeset + 1);
                Thread.sleep(pause);
                if (program.kill()) {
                    killed.add(program.last(HardDatabase::isChangeset)
                            .replaceFirst(".* (v0\\.\\d+\\.\\d/[\\w-]+): .*", "$1"));
                }
            }
        }
        return killed;
    }
}
