package dev.ragflow.migrator.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JSON text and where its members stand in it, so that texts can be compared byte for byte around them. Strict (RFC 8259):
 * anything else does not parse.
 */
final class RawJson {

    private static final int DEEPEST = 2_000;

    /**
     * A member of an object.
     *
     * @param name decoded
     * @param depth 1 for members of the outermost object
     * @param start of the name, opening quote included
     * @param valueStart of the value
     * @param valueEnd behind the value
     */
    record Member(String name, int depth, int start, int valueStart, int valueEnd) {}

    private final String text;
    private final List<Member> members = new ArrayList<>();
    private int at;

    private RawJson(String text) {
        this.text = text;
    }

    /** Empty where the text is not JSON. */
    static Optional<RawJson> parse(String text) {
        RawJson json = new RawJson(text);
        try {
            json.blanks();
            json.value(0);
            json.blanks();
            return json.at == text.length() ? Optional.of(json) : Optional.empty();
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    boolean isObject() {
        return text.strip().startsWith("{");
    }

    /** Members of the outermost object, in the order of the text. */
    List<Member> topMembers() {
        return members.stream().filter(member -> member.depth() == 1).toList();
    }

    /** Members of all objects, in the order in which their values begin. */
    List<Member> members() {
        return members.stream()
                .sorted((a, b) -> Integer.compare(a.valueStart(), b.valueStart()))
                .toList();
    }

    /** The value as it is written. */
    String raw(Member member) {
        return text.substring(member.valueStart(), member.valueEnd());
    }

    /** The decoded value where it is a string. */
    Optional<String> string(Member member) {
        String raw = raw(member);
        return raw.startsWith("\"") ? Optional.of(decoded(raw)) : Optional.empty();
    }

    /** Where the string literal that begins at {@code start} ends, or -1 where none does. */
    static int stringEnd(String text, int start) {
        RawJson json = new RawJson(text);
        json.at = start;
        try {
            json.stringLiteral();
            return json.at;
        } catch (Malformed e) {
            return -1;
        }
    }

    /** What a string literal with its quotes means. */
    static String decoded(String literal) {
        StringBuilder decoded = new StringBuilder();
        for (int i = 1; i < literal.length() - 1; i++) {
            char c = literal.charAt(i);
            if (c != '\\') {
                decoded.append(c);
                continue;
            }
            char escape = literal.charAt(++i);
            switch (escape) {
                case 'b' -> decoded.append('\b');
                case 'f' -> decoded.append('\f');
                case 'n' -> decoded.append('\n');
                case 'r' -> decoded.append('\r');
                case 't' -> decoded.append('\t');
                case 'u' -> {
                    decoded.append((char) Integer.parseInt(literal.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> decoded.append(escape);
            }
        }
        return decoded.toString();
    }

    private void value(int depth) {
        if (depth > DEEPEST) {
            throw new Malformed();
        }
        switch (peek()) {
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case '"' -> stringLiteral();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
    }

    private void object(int depth) {
        expect('{');
        blanks();
        if (peek() == '}') {
            at++;
            return;
        }
        while (true) {
            blanks();
            int start = at;
            stringLiteral();
            String name = decoded(text.substring(start, at));
            blanks();
            expect(':');
            blanks();
            int valueStart = at;
            value(depth);
            members.add(new Member(name, depth, start, valueStart, at));
            blanks();
            if (peek() == '}') {
                at++;
                return;
            }
            expect(',');
        }
    }

    private void array(int depth) {
        expect('[');
        blanks();
        if (peek() == ']') {
            at++;
            return;
        }
        while (true) {
            blanks();
            // members of objects in a list are not the outermost object's
            value(depth);
            blanks();
            if (peek() == ']') {
                at++;
                return;
            }
            expect(',');
        }
    }

    private void stringLiteral() {
        expect('"');
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw new Malformed();
            }
            if (c == '\\') {
                char escape = peek();
                at++;
                if (escape == 'u') {
                    hex();
                } else if ("\"\\/bfnrt".indexOf(escape) < 0) {
                    throw new Malformed();
                }
            }
        }
        at++;
    }

    private void hex() {
        for (int i = 0; i < 4; i++) {
            if (Character.digit(peek(), 16) < 0 || peek() > 'f') {
                throw new Malformed();
            }
            at++;
        }
    }

    private void number() {
        java.util.regex.Matcher matcher = java.util.regex.Pattern.compile(
                        "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")
                .matcher(text)
                .region(at, text.length());
        if (!matcher.lookingAt()) {
            throw new Malformed();
        }
        at = matcher.end();
    }

    private void word(String word) {
        if (!text.startsWith(word, at)) {
            throw new Malformed();
        }
        at += word.length();
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw new Malformed();
        }
        at++;
    }

    private char peek() {
        if (at >= text.length()) {
            throw new Malformed();
        }
        return text.charAt(at);
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
