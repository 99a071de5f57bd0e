package dev.ragflow.migrator.chaos;

import dev.ragflow.migrator.chaos.ProgramProcess.Moment;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code make chaos} sets {@code chaos.runs} to 100; {@code -Dchaos.seed=} repeats what was printed. */
@DisplayName("A process that is killed at any moment, again and again")
@Tag("chaos")
class KilledAnywhereTest {

    private static final int RUNS = Integer.getInteger("chaos.runs", 2);
    private static final int MOST_KILLS = 3;
    private static final Pattern DATA = Pattern.compile("/(tenant_model\\w*|model_\\w+): |^Total: ");
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
        System.out.printf("%s: %d runs with %d kills, seed %d; killed: %s%n", server, RUNS, kills, SEED, places);
    }

    /** During which changesets, or what follows the last one. */
    private static List<String> kill(TestDatabase database, List<Moment> moments, Random random)
            throws InterruptedException {
        List<String> killed = new ArrayList<>();
        int wanted = 1 + random.nextInt(MOST_KILLS);
        for (int i = 0; i < wanted; i++) {
            int changeset = random.nextBoolean() ? anywhere(moments, random) : inData(moments, random);
            long time =
                    moments.get(changeset + 1).millis() - moments.get(changeset).millis();
            long pause = Math.round(random.nextDouble() * time);
            try (ProgramProcess program = LeanProgram.start(database.settings())) {
                program.await(HardDatabase::isChangeset, changeset + 1);
                Thread.sleep(pause);
                if (program.kill()) {
                    killed.add("after " + name(program.last(HardDatabase::isChangeset)));
                }
            }
        }
        return killed;
    }

    private static int anywhere(List<Moment> moments, Random random) {
        return random.nextInt(moments.size() - 1);
    }

    /** Just before one of the stages that move rows, or before the verification: few among all changesets, and what matters most. */
    private static int inData(List<Moment> moments, Random random) {
        List<Integer> before = new ArrayList<>();
        for (int i = 0; i < moments.size() - 1; i++) {
            if (DATA.matcher(moments.get(i + 1).line()).find()) {
                before.add(i);
            }
        }
        return before.get(random.nextInt(before.size()));
    }

    private static String name(String line) {
        return line.replaceFirst(".* (v0\\.\\d+\\.\\d/[\\w-]+): .*", "$1");
    }
}
