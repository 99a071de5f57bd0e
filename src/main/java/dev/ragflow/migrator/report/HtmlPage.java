package dev.ragflow.migrator.report;

import java.time.Duration;
import java.util.List;

/**
 * Writes HTML in which every text is escaped. A number names the field of the JSON report that holds it, so that a test, or a
 * program that has the page only, can find it.
 */
final class HtmlPage {

    private final StringBuilder html = new StringBuilder(1 << 14);

    /** What is markup already; a constant of ours, never data. */
    HtmlPage raw(String markup) {
        html.append(markup);
        return this;
    }

    HtmlPage text(String text) {
        text.codePoints().forEach(this::character);
        return this;
    }

    private void character(int character) {
        switch (character) {
            case '&' -> html.append("&amp;");
            case '<' -> html.append("&lt;");
            case '>' -> html.append("&gt;");
            case '"' -> html.append("&quot;");
            case '\'' -> html.append("&#39;");
            default -> {
                // control characters, which HTML does not have, and what would turn the direction of text
                boolean odd = (Character.isISOControl(character) && character != '\n' && character != '\t')
                        || (character >= 0x202A && character <= 0x202E)
                        || (character >= 0x2066 && character <= 0x2069)
                        || (character >= 0xD800 && character <= 0xDFFF);
                html.appendCodePoint(odd ? 0xFFFD : character);
            }
        }
    }

    HtmlPage element(String name, String attributes, String text) {
        raw("<" + name + (attributes.isEmpty() ? "" : " " + attributes) + ">");
        return text(text).raw("</" + name + ">");
    }

    /** @param field where the JSON report has it, such as {@code /totals/rows_inserted} */
    HtmlPage number(String field, long number) {
        return field(field, NumberFormats.number(number));
    }

    HtmlPage seconds(String field, Duration duration) {
        return field(field, NumberFormats.seconds(duration));
    }

    HtmlPage field(String field, String text) {
        return raw("<span data-field=\"").text(field).raw("\">").text(text).raw("</span>");
    }

    /** The row of headings; those that start with {@code #} are of numbers. */
    HtmlPage tableOf(List<String> headings) {
        raw("<table><thead><tr>");
        for (String heading : headings) {
            boolean number = heading.startsWith("#");
            element("th", number ? "class=\"n\"" : "", number ? heading.substring(1) : heading);
        }
        return raw("</tr></thead><tbody>");
    }

    HtmlPage endTable() {
        return raw("</tbody></table>");
    }

    /** Begins a cell; {@code label} names it where the table is shown row by row, on a phone. */
    HtmlPage cell(String label) {
        return raw("<td data-label=\"").text(label).raw("\">");
    }

    HtmlPage numberCell(String label) {
        return raw("<td class=\"n\" data-label=\"").text(label).raw("\">");
    }

    HtmlPage list(List<String> items) {
        raw("<ul>");
        items.forEach(item -> element("li", "", item));
        return raw("</ul>");
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
