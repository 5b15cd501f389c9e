package io.rpcboot.benchmarks.e2e.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Groups of horizontal bars as SVG. */
final class BarChart {

    private static final int WIDTH = 760;
    private static final int LABELS = 150;
    private static final int VALUES = 90;
    private static final int BAR = 16;
    private static final int GAP = 4;
    private static final int HEADING = 26;
    private static final int TITLE = 34;

    private final String title;
    private final String format;
    private final List<Bar> bars = new ArrayList<>();

    /** A bar, or with a NaN the heading of a group. */
    private record Bar(String label, double value) {
        boolean isHeading() {
            return Double.isNaN(value);
        }

        int height() {
            return isHeading() ? HEADING : BAR + GAP;
        }
    }

    /** The format is how values are written beside their bars. */
    BarChart(String title, String format) {
        this.title = title;
        this.format = format;
    }

    void group(String label) {
        bars.add(new Bar(label, Double.NaN));
    }

    void bar(String label, double value) {
        if (Double.isFinite(value)) {
            bars.add(new Bar(label, value));
        }
    }

    boolean isEmpty() {
        return bars.stream().allMatch(Bar::isHeading);
    }

    String toSvg() {
        int height = TITLE + bars.stream().mapToInt(Bar::height).sum() + GAP;
        double longest = bars.stream()
                .filter(bar -> !bar.isHeading())
                .mapToDouble(Bar::value)
                .max()
                .orElse(1);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"8\" y=\"22\" font-size=\"15\" font-weight=\"bold\">%s</text>%n",
                WIDTH,
                height,
                escape(title)));
        int y = TITLE;
        for (Bar bar : bars) {
            svg.append(bar.isHeading() ? heading(bar, y) : row(bar, y, longest));
            y += bar.height();
        }
        return svg.append("</svg>\n").toString();
    }

    private static String heading(Bar bar, int y) {
        return String.format(
                Locale.ROOT,
                "<text x=\"8\" y=\"%d\" font-weight=\"bold\">%s</text>%n",
                y + HEADING - 8,
                escape(bar.label()));
    }

    private String row(Bar bar, int y, double longest) {
        double length = longest <= 0 ? 0 : (WIDTH - LABELS - VALUES) * bar.value() / longest;
        return String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                        + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n"
                        + "<text x=\"%.1f\" y=\"%d\">" + format + "</text>%n",
                LABELS - 8,
                y + 12,
                escape(bar.label()),
                LABELS,
                y,
                length,
                BAR,
                colour(bar.label()),
                LABELS + length + 6,
                y + 12,
                bar.value());
    }

    private static String colour(String peer) {
        if (peer.startsWith("ours")) {
            return "#1f6feb";
        }
        return peer.equals(Tables.FLOOR) || peer.equals(Tables.POOLED) ? "#8b949e" : "#d29922";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
