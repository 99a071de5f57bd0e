package dev.ragflow.migrator.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A report in a file: a page for people or data for programs, by the end of its name. */
public final class ReportFile {

    private static final Logger LOG = LoggerFactory.getLogger(ReportFile.class);

    private ReportFile() {}

    /** Replaces the file as a whole. What goes wrong is said, and changes nothing about how the run ended. */
    public static void write(Path file, RunReport report, RunContext context) {
        try {
            boolean html = file.toString().toLowerCase(Locale.ROOT).endsWith(".html");
            String text = html ? HtmlReport.of(report, context) : JsonReport.of(report, context);
            Path whole = file.toAbsolutePath();
            Path beside = whole.resolveSibling("." + whole.getFileName() + ".tmp");
            Files.write(beside, text.getBytes(StandardCharsets.UTF_8));
            Files.move(beside, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            LOG.info("Report written to {}", file);
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "The report could not be written to {}: {}. The run itself is not affected.",
                    file,
                    e.getClass().getSimpleName());
        }
    }
}
