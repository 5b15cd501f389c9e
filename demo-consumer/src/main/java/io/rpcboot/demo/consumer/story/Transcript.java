package io.rpcboot.demo.consumer.story;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the reader sees. */
final class Transcript {

    private static final int WIDTH = 100;

    private final PrintStream out;
    private int proofs;

    Transcript(PrintStream out) {
        this.out = out;
    }

    /** To standard output as UTF-8, whatever the machine's locale is. */
    static Transcript toStandardOutput() {
        return new Transcript(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    }

    void scene(int number, String title) {
        String heading = "── " + number + " · " + title + " ";
        out.println();
        out.println(heading + "─".repeat(Math.max(3, WIDTH - heading.length())));
    }

    void say(String format, Object... arguments) {
        out.println("   " + format(format, arguments));
    }

    /** A line as it is. */
    void quote(String line) {
        out.println(line);
    }

    /** Ends the story unless the claim holds. */
    void prove(boolean held, String format, Object... arguments) {
        String claim = format(format, arguments);
        if (!held) {
            throw new StoryException("this did not hold: " + claim);
        }
        proofs++;
        out.println(" ✔ " + claim);
    }

    /** The story ends here. */
    void fail(Exception e) {
        out.println(" ✘ " + (e instanceof StoryException ? e.getMessage() : e));
        if (e.getCause() != null) {
            out.println("   " + e.getCause());
        }
        out.println();
        out.println("FAIL");
    }

    int proofs() {
        return proofs;
    }

    void table(List<String> header, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        all.addAll(rows);
        int[] widths = new int[header.size()];
        for (List<String> row : all) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder("  ");
            for (int column = 0; column < widths.length; column++) {
                String cell = row.get(column);
                String padding = " ".repeat(widths[column] - cell.length());
                // Numbers line up at their last digit.
                boolean number = cell.matches("-?[0-9,.]+( %)?|-");
                line.append(' ')
                        .append(number ? padding + cell : cell + padding)
                        .append(' ');
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static String format(String format, Object... arguments) {
        return arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments);
    }
}
