package dev.ragflow.migrator.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The last line of a terminal, which shows how far the program is and stays below everything else that is written there.
 */
final class StatusLine extends OutputStream {

    private static final String ERASE = "\r\033[K";

    private final OutputStream terminal;
    private String text = "";
    private boolean atLineStart = true;

    StatusLine(OutputStream terminal) {
        this.terminal = terminal;
    }

    /** What else is written to the terminal goes through this. */
    PrintStream stream() {
        return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    /** Shows a text instead of the one before; an empty one removes the line. */
    synchronized void show(String status) {
        try {
            if (atLineStart) {
                print(ERASE + status);
            }
            text = status;
        } catch (IOException e) {
            // nobody looks any more
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        if (atLineStart && !text.isEmpty()) {
            print(ERASE);
        }
        terminal.write(bytes, offset, length);
        atLineStart = bytes[offset + length - 1] == '\n';
        if (atLineStart && !text.isEmpty()) {
            print(text);
        }
        terminal.flush();
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public synchronized void flush() throws IOException {
        terminal.flush();
    }

    private void print(String characters) throws IOException {
        terminal.write(characters.getBytes(StandardCharsets.UTF_8));
        terminal.flush();
    }
}
