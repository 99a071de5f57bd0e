package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.database.VendorError;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How schema statements behave towards the application that uses the tables meanwhile.
 *
 * @param lockWait how patiently they wait for a table
 * @param rebuilds how large a table may be that is rebuilt while writes to it wait
 * @param guard called before every try; ends the run by throwing
 * @param retried hears why a statement is tried again
 * @param rehearsal lists statements that are not to be run; null if they are
 */
public record DdlRules(
        LockWait lockWait,
        RebuildLimit rebuilds,
        Runnable guard,
        Consumer<VendorError> retried,
        @Nullable SchemaRehearsal rehearsal) {

    /** Of a run that writes. */
    public DdlRules(LockWait lockWait, RebuildLimit rebuilds, Runnable guard, Consumer<VendorError> retried) {
        this(lockWait, rebuilds, guard, retried, null);
    }

    /** Statements are listed and not run. */
    public static DdlRules listing(SchemaRehearsal rehearsal, RebuildLimit rebuilds) {
        return new DdlRules(LockWait.DEFAULT, rebuilds, () -> {}, reason -> {}, rehearsal);
    }

    /** The usual limits, of a run that nothing ends early. */
    public static final DdlRules DEFAULT = waiting(LockWait.DEFAULT);

    static DdlRules waiting(LockWait lockWait) {
        return new DdlRules(lockWait, RebuildLimit.DEFAULT, () -> {}, reason -> {});
    }

    /** The rules of a run. */
    public static DdlRules of(RebuildLimit rebuilds, Pacing pacing) {
        return new DdlRules(LockWait.DEFAULT, rebuilds, pacing::check, reason -> pacing.progress()
                .retried(reason));
    }
}
