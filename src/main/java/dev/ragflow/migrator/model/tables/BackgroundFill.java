package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.batch.Tally;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What this run itself put into the background table from beginning to end, and out of what. */
public final class BackgroundFill {

    private @Nullable Tally tally;
    private String sources = "";

    /** @param sources what {@link SourceContents} said before the fill */
    public void was(Tally filled, String contents) {
        tally = filled.seenAgain();
        sources = contents;
    }

    public void forget() {
        tally = null;
    }

    /** What a comparison would see, if the sources are still what the table was filled from; empty where it must be made. */
    public Optional<Tally> stillGood(StageContext context) throws SQLException {
        Tally filled = tally;
        return filled != null && new SourceContents(context).read().equals(sources)
                ? Optional.of(filled.seenAgain())
                : Optional.empty();
    }
}
