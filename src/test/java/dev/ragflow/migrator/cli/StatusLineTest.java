package dev.ragflow.migrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class StatusLineTest {

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final StatusLine status = new StatusLine(terminal);

    private String written() {
        String text = terminal.toString(StandardCharsets.UTF_8).replace("\r\033[K", "|");
        terminal.reset();
        return text;
    }

    @Test
    void staysBelowTheLog() {
        PrintStream log = status.stream();
        log.print("one\n");
        assertThat(written()).isEqualTo("one\n");

        status.show("50 %");
        assertThat(written()).isEqualTo("|50 %");
        log.print("two\n");
        assertThat(written()).isEqualTo("|two\n50 %");
        status.show("60 %");
        assertThat(written()).isEqualTo("|60 %");

        // in the middle of a line it waits
        log.print("thr");
        status.show("70 %");
        log.print("ee\n");
        assertThat(written()).isEqualTo("|three\n70 %");

        status.show("");
        log.print("four\n");
        assertThat(written()).isEqualTo("|four\n");
    }
}
