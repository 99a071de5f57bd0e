package dev.ragflow.migrator.schema;

import java.sql.SQLException;
import java.util.List;

/** Plans, in one database's SQL, the steps that bring one table to what a release expects. */
interface TablePlanner {

    /** Steps that create the table with all its indexes. */
    List<PlannedStatement> create();

    /** Steps that close the given differences of the table, which is there. */
    List<PlannedStatement> converge(List<SchemaDifference> open) throws SQLException;
}
