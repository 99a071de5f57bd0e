package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.ThreadFailure;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Several judges at work at once, each with a thread and a connection of its own. What they find is taken in the order in which
 * they were asked, so that it is the same however long each of them takes.
 */
final class GroupJudges implements AutoCloseable {

    /** Work for whichever judge is free. */
    @FunctionalInterface
    interface Task {
        GroupFindings of(GroupJudge judge) throws SQLException;
    }

    private static final long END_SECONDS = 5;

    private final BlockingQueue<GroupJudge> free;
    private final int most;
    private final ExecutorService threads;
    private final Deque<Future<GroupFindings>> coming = new ArrayDeque<>();
    private final GroupFindings all;

    /** @param all takes what is found */
    GroupJudges(List<GroupJudge> judges, GroupFindings all) {
        this.free = new ArrayBlockingQueue<>(judges.size(), false, judges);
        // one waits, so that none has to wait for the next
        this.most = judges.size() + 1;
        this.all = all;
        this.threads = Executors.newFixedThreadPool(judges.size(), task -> {
            Thread thread = new Thread(task, "verification");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns as soon as the task may wait for a judge; fails where an earlier one has failed. */
    void ask(Task task) throws SQLException {
        while (coming.size() >= most) {
            take();
        }
        Callable<GroupFindings> work = () -> {
            GroupJudge judge = free.take();
            try {
                return task.of(judge);
            } finally {
                free.add(judge);
            }
        };
        coming.addLast(threads.submit(work));
    }

    /** Returns when everything is found. */
    void finish() throws SQLException {
        while (!coming.isEmpty()) {
            take();
        }
    }

    private void take() throws SQLException {
        try {
            all.addAll(coming.removeFirst().get());
        } catch (ExecutionException e) {
            throw ThreadFailure.asThrown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigrationException("Interrupted while tenants were read; nothing was changed");
        }
    }

    /** Waits for what is under way, since the connections are the caller's, but not for long. */
    @Override
    public void close() {
        coming.forEach(task -> task.cancel(false));
        threads.shutdown();
        try {
            threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
