package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.changelog.Steps;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.schema.PlannedStatement;
import dev.ragflow.migrator.schema.RebuildLimit;
import dev.ragflow.migrator.schema.RebuildRefusal;
import dev.ragflow.migrator.schema.TableSize;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks all steps of a run, before the first changes anything, for rebuilds that are larger than the operator allowed. */
public record RebuildCheck(Database database, Steps steps, RebuildLimit limit) {

    private static final Logger LOG = LoggerFactory.getLogger(RebuildCheck.class);

    /** One for each rebuild that is too large; the log shows how to run it. */
    public List<Problem> problems() throws SQLException {
        Map<String, TableSize> tooLarge = tooLarge();
        List<Problem> problems = new ArrayList<>();
        // only tables above the limit are looked at closely
        for (PlannedStatement step :
                tooLarge.isEmpty() ? List.<PlannedStatement>of() : steps.rebuilds(tooLarge.keySet())) {
            TableSize size = Objects.requireNonNull(tooLarge.get(step.table()));
            Problem problem = new Problem(
                    ErrorCategory.CONFIGURATION,
                    RebuildRefusal.reason(step, size, limit),
                    "Run the statement by hand as the log shows, or add --allow-rebuild, then run again.");
            problem.log(LOG);
            RebuildRefusal.advice(step, database.dialect(), database.settings()).forEach(LOG::error);
            problems.add(problem);
        }
        return problems;
    }

    private Map<String, TableSize> tooLarge() throws SQLException {
        Map<String, TableSize> tooLarge = new HashMap<>();
        try (Connection connection = database.dataSource().getConnection()) {
            TableSize.all(connection, database.dialect()).forEach((table, size) -> {
                if (!limit.allows(size)) {
                    tooLarge.put(table, size);
                }
            });
        }
        return tooLarge;
    }
}
