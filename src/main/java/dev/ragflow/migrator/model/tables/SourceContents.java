package dev.ragflow.migrator.model.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A checksum of every row that the merge reads, made by the server: two that are the same say that nobody has changed anything in
 * between, whatever the times in the rows tell.
 */
public final class SourceContents {

    /** Of tenant_llm, what models are made from; its times and token counts move while models are merely used. */
    private static final List<String> LEGACY = List.of(
            "tenant_id", "llm_factory", "llm_name", "model_type", "api_key", "api_base", "max_tokens", "status");

    private static final List<String> WHOLE = List.of(
            ModelTables.PROVIDER,
            ModelTables.INSTANCE,
            ModelTables.MODEL,
            SlotTypes.TABLE,
            "tenant_model_group_mapping");

    private static final List<String> ALL =
            Stream.concat(WHOLE.stream(), Stream.of(LegacyTable.NAME)).toList();

    private final StageContext context;

    public SourceContents(StageContext context) {
        this.context = context;
    }

    /** The numbers and checksums of all tables as one text. */
    public String read() throws SQLException {
        if (context.isDryRun()) {
            // nobody writes to what is not there
            return "";
        }
        // these may be compared with those of a moment ago
        context.forgetTables();
        context.lookAt(ALL);
        StringBuilder contents = new StringBuilder();
        for (String table : WHOLE) {
            Optional<LiveTable> live = context.table(table);
            if (live.isPresent()) {
                contents.append(of(table, new TreeSet<>(live.get().columns().keySet())));
            }
        }
        Optional<LiveTable> legacy = context.table(LegacyTable.NAME);
        if (legacy.isPresent()) {
            contents.append(of(
                    LegacyTable.NAME, LEGACY.stream().filter(legacy.get()::has).toList()));
        }
        return contents.toString();
    }

    private String of(String table, Collection<String> columns) throws SQLException {
        boolean postgres = context.dialect().isPostgres();
        String row = columns.stream()
                .map(context.dialect()::quoted)
                .map(column -> "COALESCE(CAST(" + column + " AS " + (postgres ? "TEXT" : "BINARY") + "), 'NULL')")
                .collect(Collectors.joining(", ", "MD5(CONCAT_WS('|', ", "))"));
        String sum = postgres
                ? "SUM(CAST(CAST(CONCAT('x', SUBSTR(" + row + ", 1, 15)) AS BIT(60)) AS BIGINT))"
                : "BIT_XOR(CAST(CONV(SUBSTRING(" + row + ", 1, 16), 16, 10) AS UNSIGNED))";
        String sql = "SELECT COUNT(*), " + sum + " FROM " + context.dialect().quoted(table);
        try (Connection connection = context.connection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
            result.next();
            return table + " " + result.getString(1) + " " + result.getString(2) + "; ";
        }
    }
}
