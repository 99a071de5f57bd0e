package dev.ragflow.migrator.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Keeps the connection on which a server refused a statement since it has no such feature. The pool would close it; MySQL and
 * MariaDB answer so if a change of a table is not possible beside others' writes, and the change is then done another way.
 */
public final class KeepAfterRefusal implements SQLExceptionOverride {

    /** Called by the pool. */
    public KeepAfterRefusal() {}

    @java.lang.Override
    public Override adjudicate(SQLException error) {
        return VendorError.NOT_SUPPORTED.matches(error) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
    }
}
