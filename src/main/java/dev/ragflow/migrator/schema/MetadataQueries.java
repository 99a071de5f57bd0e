package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;

/** Queries that count what is there, as text without parameters: for files that other programs run. */
record MetadataQueries(Dialect dialect) {

    String table(String table) {
        return "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = " + schema() + " AND table_name = "
                + text(table);
    }

    String tableOfCollation(String table, String collation) {
        return table(table) + " AND table_collation = " + text(collation);
    }

    String column(String table, String column) {
        return "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = " + schema() + " AND table_name = "
                + text(table) + " AND column_name = " + text(column);
    }

    /** The column as it is now: type, nullability, collation. */
    String sameColumn(String table, Column column) {
        if (dialect.isPostgres()) {
            Column.Text text = column.text();
            String collation = text == null || text.collation().isEmpty()
                    ? ""
                    : " AND EXISTS (SELECT 1 FROM pg_collation o JOIN pg_namespace s ON s.oid = o.collnamespace WHERE o.oid ="
                            + " a.attcollation AND quote_ident(s.nspname) || '.' || quote_ident(o.collname) = "
                            + text(text.collation()) + ")";
            return "SELECT COUNT(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON"
                    + " n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relname = " + text(table)
                    + " AND a.attname = " + text(column.name()) + " AND format_type(a.atttypid, a.atttypmod) = "
                    + text(column.type().toString()) + (column.nullable() ? " AND NOT" : " AND") + " a.attnotnull"
                    + collation;
        }
        Column.Text text = column.text();
        return column(table, column.name()) + " AND column_type = "
                + text(column.type().toString())
                + " AND is_nullable = " + (column.nullable() ? "'YES'" : "'NO'")
                + (text == null ? "" : " AND collation_name = " + text(text.collation()));
    }

    /** Indexes of that name that keep rows apart as well as the wanted one. */
    String index(String table, String name, boolean unique) {
        if (dialect.isPostgres()) {
            return "SELECT COUNT(*) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid ="
                    + " i.relnamespace WHERE n.nspname = current_schema() AND i.relname = " + text(name)
                    + (unique ? " AND x.indisunique" : "");
        }
        return "SELECT COUNT(DISTINCT index_name) FROM information_schema.statistics WHERE table_schema = " + schema()
                + " AND table_name = " + text(table) + " AND index_name = " + text(name)
                + (unique ? " AND non_unique = 0" : "");
    }

    private String schema() {
        return dialect.isPostgres() ? "current_schema()" : "DATABASE()";
    }

    private String text(String value) {
        String escaped = dialect.isPostgres() ? value : value.replace("\\", "\\\\");
        return "'" + escaped.replace("'", "''") + "'";
    }
}
