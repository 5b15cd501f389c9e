package io.rpcboot.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Panels side by side, each with a line a variant over the same seconds, as SVG. */
final class LineChart {

    private static final int PANEL_WIDTH = 420;
    private static final int HEIGHT = 220;
    private static final int LEFT = 52;
    private static final int RIGHT = 12;
    private static final int TOP = 44;
    private static final int BOTTOM = 24;
    private static final List<String> COLOURS = List.of("#1f6feb", "#d29922", "#8b949e", "#1a7f37", "#cf222e");

    private final int seconds;
    private final Map<Integer, String> events;
    private final List<Panel> panels = new ArrayList<>();

    /** Values of one variant, one for each {@code step} seconds. */
    record Line(String name, double[] values) {}

    private record Panel(String title, String unit, boolean logarithmic, int step, List<Line> lines) {

        double highest() {
            double highest = 0;
            for (Line line : lines) {
                for (double value : line.values()) {
                    highest = Math.max(highest, value);
                }
            }
            return highest;
        }
    }

    LineChart(int seconds, Map<Integer, String> events) {
        this.seconds = seconds;
        this.events = events;
    }

    void panel(String title, String unit, boolean logarithmic, int step, List<Line> lines) {
        panels.add(new Panel(title, unit, logarithmic, step, lines));
    }

    String toSvg() {
        StringBuilder svg = new StringBuilder();
        append(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">",
                PANEL_WIDTH * panels.size(),
                HEIGHT);
        append(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        for (int i = 0; i < panels.size(); i++) {
            append(svg, "<g transform=\"translate(%d,0)\">", i * PANEL_WIDTH);
            draw(svg, panels.get(i));
            append(svg, "</g>");
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg, Panel panel) {
        append(svg, "<text x=\"8\" y=\"16\" font-size=\"13\" font-weight=\"bold\">%s</text>", panel.title());
        Scale scale = panel.logarithmic() ? Scale.logarithmic(panel.highest()) : Scale.linear(panel.highest());
        for (double tick : scale.ticks()) {
            append(
                    svg,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#d0d7de\"/>",
                    LEFT,
                    y(scale, tick),
                    PANEL_WIDTH - RIGHT,
                    y(scale, tick));
            append(
                    svg,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s%s</text>",
                    LEFT - 4,
                    y(scale, tick) + 4,
                    tick == (long) tick ? Long.toString((long) tick) : String.format(Locale.ROOT, "%.1f", tick),
                    panel.unit());
        }
        for (int second = 0; second <= seconds; second += seconds > 120 ? 20 : 10) {
            append(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d s</text>",
                    x(second),
                    HEIGHT - BOTTOM + 16,
                    second);
        }
        events.forEach((second, name) -> append(
                svg,
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#57606a\" stroke-dasharray=\"3 3\"/>"
                        + "<text x=\"%.1f\" y=\"%d\" fill=\"#57606a\">%s</text>",
                x(second),
                TOP,
                x(second),
                HEIGHT - BOTTOM,
                x(second) + 3,
                TOP + 8,
                name));
        int legend = LEFT;
        for (int i = panel.lines().size() - 1; i >= 0; i--) { // the first comes to lie on top
            draw(svg, panel, panel.lines().get(i), scale, COLOURS.get(i % COLOURS.size()));
        }
        for (int i = 0; i < panel.lines().size(); i++) {
            String name = panel.lines().get(i).name();
            append(
                    svg,
                    "<rect x=\"%d\" y=\"25\" width=\"10\" height=\"10\" fill=\"%s\"/><text x=\"%d\" y=\"34\">%s</text>",
                    legend,
                    COLOURS.get(i % COLOURS.size()),
                    legend + 14,
                    name);
            legend += 26 + 6 * name.length();
        }
    }

    private void draw(StringBuilder svg, Panel panel, Line line, Scale scale, String colour) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < line.values().length; i++) {
            points.append(i == 0 ? "" : " ")
                    .append(String.format(
                            Locale.ROOT, "%.1f,%.1f", x((i + 0.5) * panel.step()), y(scale, line.values()[i])));
        }
        append(svg, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"%s\"/>", colour, points);
    }

    private double x(double second) {
        return LEFT + (PANEL_WIDTH - LEFT - RIGHT) * second / seconds;
    }

    private static double y(Scale scale, double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * scale.position(value);
    }

    private static void append(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** Where values lie between bottom, 0, and top, 1. */
    private record Scale(boolean logarithmic, double lowest, double highest, double[] ticks) {

        static Scale linear(double highest) {
            double top = 1e-9;
            double[] steps = {1, 2, 2.5, 5, 10};
            double unit = 0.1;
            int i = 0;
            while (steps[i] * unit * 4 < highest) {
                i++;
                if (i == steps.length) {
                    i = 0;
                    unit *= 10;
                }
            }
            double step = steps[i] * unit;
            top = Math.max(top, 4 * step);
            return new Scale(false, 0, top, new double[] {0, step, 2 * step, 3 * step, top});
        }

        static Scale logarithmic(double highest) {
            int decades = 1;
            double top = 10;
            while (top < highest) {
                top *= 10;
                decades++;
            }
            double[] ticks = new double[decades + 1];
            ticks[decades] = top;
            for (int i = decades - 1; i >= 0; i--) {
                ticks[i] = ticks[i + 1] / 10;
            }
            return new Scale(true, 1, top, ticks);
        }

        double position(double value) {
            double within = Math.max(lowest, Math.min(highest, value));
            return logarithmic
                    ? StrictMath.log10(within) / StrictMath.log10(highest)
                    : (within - lowest) / (highest - lowest);
        }
    }
}
