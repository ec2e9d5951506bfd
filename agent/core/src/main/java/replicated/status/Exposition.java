package replicated.status;

import java.util.List;

/** Writes the text format of Prometheus, version 0.0.4. Not thread-safe. */
final class Exposition implements FigureSink {

    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder out = new StringBuilder(16 * 1024);

    @Override
    public void family(String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ');
        escape(help, false);
        out.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    @Override
    public void sample(String name, long value, String... labels) {
        sample(name, Long.toString(value), labels);
    }

    @Override
    public void sample(String name, double value, String... labels) {
        sample(name, Double.toString(value), labels);
    }

    private void sample(String name, String value, String[] labels) {
        out.append(name);
        for (int at = 0; at < labels.length; at += 2) {
            out.append(at == 0 ? '{' : ',').append(labels[at]).append("=\"");
            escape(labels[at + 1], true);
            out.append('"');
        }
        out.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
    }

    @Override
    public void histogram(String name, double[] bounds, List<Long> cumulative, double sum, String... labels) {
        long count = cumulative.get(bounds.length);
        String[] withBound = new String[labels.length + 2];
        System.arraycopy(labels, 0, withBound, 0, labels.length);
        withBound[labels.length] = "le";
        for (int bucket = 0; bucket < bounds.length; bucket++) {
            withBound[labels.length + 1] = Double.toString(bounds[bucket]);
            sample(name + "_bucket", cumulative.get(bucket), withBound);
        }
        withBound[labels.length + 1] = "+Inf";
        sample(name + "_bucket", count, withBound);
        sample(name + "_sum", sum, labels);
        sample(name + "_count", count, labels);
    }

    private void escape(String text, boolean quotes) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '"' -> out.append(quotes ? "\\\"" : "\"");
                default -> out.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
