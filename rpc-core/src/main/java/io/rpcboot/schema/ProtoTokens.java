package io.rpcboot.schema;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The words of a {@code .proto} file, read one after another. */
final class ProtoTokens {

    private enum Kind {
        IDENTIFIER,
        NUMBER,
        STRING,
        SYMBOL,
        END
    }

    /** A word; of a string what is within the quotes; comment is what stands behind it on its line. */
    private record Token(Kind kind, String text, int line, String comment) {}

    private final String file;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    ProtoTokens(String file, String text) {
        this.file = file;
        new Scanner(text.startsWith("\uFEFF") ? text.substring(1) : text).scan();
    }

    private Token peek() {
        return tokens.get(position);
    }

    private Token next() {
        Token token = peek();
        if (token.kind != Kind.END) {
            position++;
        }
        return token;
    }

    boolean atEnd() {
        return peek().kind == Kind.END;
    }

    /** Whether this word comes next. */
    boolean is(String word) {
        return peek().text.equals(word) && peek().kind != Kind.STRING && !atEnd();
    }

    /** Whether this word comes after the next. */
    boolean isNext(String word) {
        Token after = tokens.get(Math.min(position + 1, tokens.size() - 1));
        return after.kind != Kind.STRING && after.text.equals(word);
    }

    /** Whether the word is a keyword here and no type's name, which a field's name and {@code =} follow. */
    boolean isStatement(String word) {
        Token after = tokens.get(Math.min(position + 1, tokens.size() - 1));
        Token afterThat = tokens.get(Math.min(position + 2, tokens.size() - 1));
        return is(word)
                && (after.kind == Kind.IDENTIFIER || after.text.equals(".") || after.text.equals("("))
                && (!afterThat.text.equals("=") || word.equals("option"));
    }

    boolean isString() {
        return peek().kind == Kind.STRING;
    }

    boolean accept(String word) {
        boolean accepted = is(word);
        if (accepted) {
            position++;
        }
        return accepted;
    }

    void expect(String word) {
        if (!accept(word)) {
            throw unexpected("'" + word + "'");
        }
    }

    /** As {@link #expect}; the comment behind it on its line, or nothing. */
    String expectWithComment(String word) {
        String comment = peek().comment;
        expect(word);
        return comment;
    }

    String identifier() {
        if (peek().kind != Kind.IDENTIFIER) {
            throw unexpected("a name");
        }
        return next().text;
    }

    /** A name with dots. */
    String name() {
        StringBuilder name = new StringBuilder(identifier());
        while (accept(".")) {
            name.append('.').append(identifier());
        }
        return name.toString();
    }

    /** A name with dots and perhaps one ahead. */
    String typeName() {
        return accept(".") ? "." + name() : name();
    }

    String string() {
        if (!isString()) {
            throw unexpected("a string");
        }
        StringBuilder text = new StringBuilder();
        while (isString()) {
            text.append(next().text);
        }
        return text.toString();
    }

    int integer() {
        String sign = accept("-") ? "-" : "";
        if (peek().kind != Kind.NUMBER) {
            throw unexpected("a number");
        }
        String digits = peek().text;
        try {
            int number = Integer.decode(sign + digits);
            next();
            return number;
        } catch (NumberFormatException e) {
            throw error("'" + sign + digits + "' is no number of 32 bits");
        }
    }

    /** Skips one {@code name = value} of options in brackets. */
    void skipOption() {
        int depth = 0;
        while (depth > 0 || !is(",") && !is("]")) {
            depth += nesting();
            next();
        }
    }

    /** Skips up to the word, with what is in braces, and the word itself. */
    void skipTo(String word) {
        int depth = 0;
        while (depth > 0 || !is(word)) {
            depth += nesting();
            next();
        }
        next();
    }

    private int nesting() {
        if (atEnd()) {
            throw unexpected("the end of an option");
        }
        return is("{") || is("[") || is("<") ? 1 : is("}") || is("]") || is(">") ? -1 : 0;
    }

    IllegalArgumentException unexpected(String expected) {
        return error("expected " + expected + ", found " + (atEnd() ? "the end" : "'" + peek().text + "'"));
    }

    IllegalArgumentException error(String problem) {
        return error(peek().line, problem);
    }

    private IllegalArgumentException error(int line, String problem) {
        return new IllegalArgumentException(file + ":" + line + ": " + problem);
    }

    private final class Scanner {

        private final String text;
        private int at;
        private int line = 1;

        Scanner(String text) {
            this.text = text;
        }

        void scan() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '\n') {
                    line++;
                    at++;
                } else if (Character.isWhitespace(c)) {
                    at++;
                } else if (text.startsWith("//", at)) {
                    int end = text.indexOf('\n', at);
                    comment(text.substring(at + 2, end < 0 ? text.length() : end), line);
                    at = end < 0 ? text.length() : end;
                } else if (text.startsWith("/*", at)) {
                    block();
                } else if (c == '"' || c == '\'') {
                    string(c);
                } else if (isWord(c)) {
                    word();
                } else {
                    add(Kind.SYMBOL, String.valueOf(c));
                    at++;
                }
            }
            add(Kind.END, "");
        }

        private void add(Kind kind, String word) {
            tokens.add(new Token(kind, word, line, ""));
        }

        private void comment(String comment, int begin) {
            int last = tokens.size() - 1;
            if (last >= 0 && tokens.get(last).line == begin) {
                Token token = tokens.get(last);
                tokens.set(last, new Token(token.kind, token.text, token.line, comment));
            }
        }

        private void block() {
            int end = text.indexOf("*/", at + 2);
            if (end < 0) {
                throw error(line, "a comment does not end");
            }
            String comment = text.substring(at + 2, end);
            comment(comment, line);
            line += (int) comment.chars().filter(c -> c == '\n').count();
            at = end + 2;
        }

        private static boolean isWord(char c) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || isDigit(c);
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }

        private void word() {
            int start = at;
            boolean number = isDigit(text.charAt(at));
            while (at < text.length() && (isWord(text.charAt(at)) || number && text.charAt(at) == '.')) {
                at++;
            }
            add(number ? Kind.NUMBER : Kind.IDENTIFIER, text.substring(start, at));
        }

        private void string(char quote) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            int plain = ++at;
            while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
                if (text.charAt(at) == '\\') {
                    content.writeBytes(text.substring(plain, at).getBytes(StandardCharsets.UTF_8));
                    content.writeBytes(escaped());
                    plain = at;
                } else {
                    at++;
                }
            }
            if (at >= text.length() || text.charAt(at) != quote) {
                throw error(line, "a string does not end");
            }
            content.writeBytes(text.substring(plain, at).getBytes(StandardCharsets.UTF_8));
            at++;
            add(Kind.STRING, content.toString(StandardCharsets.UTF_8));
        }

        /** The bytes that an escape stands for: those with a number may be but a part of a character. */
        private byte[] escaped() {
            char c = at + 1 < text.length() ? text.charAt(at + 1) : '\n';
            int letter = "abfnrtv\\'\"?".indexOf(c);
            if (letter >= 0) {
                at += 2;
                return new byte[] {(byte) "\007\b\f\n\r\t\013\\'\"?".charAt(letter)};
            }
            boolean octal = isDigit(c);
            boolean codePoint = c == 'u' || c == 'U';
            int most = switch (c) {
                case 'x', 'X' -> 2;
                case 'u' -> 4;
                case 'U' -> 8;
                default -> octal ? 3 : 0;
            };
            int start = octal ? at + 1 : at + 2;
            int end = start;
            while (end < text.length()
                    && end - start < most
                    && isWord(text.charAt(end))
                    && Character.digit(text.charAt(end), octal ? 8 : 16) >= 0) {
                end++;
            }
            long number = end == start ? -1 : Long.parseLong(text.substring(start, end), octal ? 8 : 16);
            boolean valid = codePoint
                    ? end - start == most && number <= Character.MAX_CODE_POINT
                    : number >= 0 && number <= 0xff;
            if (!valid) {
                throw error(line, "the escape '\\" + c + "' is not known");
            }
            at = end;
            return codePoint
                    ? Character.toString((int) number).getBytes(StandardCharsets.UTF_8)
                    : new byte[] {(byte) number};
        }
    }
}
