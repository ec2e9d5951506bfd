// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the text format of Prometheus or that of OpenMetrics. Not thread-safe. */
final class Exposition implements FigureSink {

    private static final String TOTAL = "_total";
    private static final String SECONDS = "_seconds";

    /** What is written. */
    enum Format {
        PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
        OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

        /** As HTTP names it. */
        final String type;

        Format(String type) {
            this.type = type;
        }

        /**
         * What a client would rather have. Prometheus asks for both, with weights (RFC 9110, 12.5.1).
         *
         * @param accept the field's value, or null
         */
        static Format wanted(@Nullable String accept) {
            double open = 0;
            double plain = 0;
            for (String range : accept == null ? new String[0] : accept.split(",")) {
                String[] parts = range.strip().toLowerCase(Locale.ROOT).split("\\s*;\\s*");
                if (parts[0].equals("application/openmetrics-text")) {
                    open = Math.max(open, weight(parts));
                } else if (parts[0].equals("text/plain")) {
                    plain = Math.max(plain, weight(parts));
                }
            }
            return open > 0 && open >= plain ? OPEN_METRICS : PROMETHEUS;
        }

        private static double weight(String[] parts) {
            for (String part : parts) {
                if (part.startsWith("q=")) {
                    try {
                        return Double.parseDouble(part.substring(2));
                    } catch (NumberFormatException unreadable) {
                        return 0;
                    }
                }
            }
            return 1;
        }
    }

    private final StringBuilder out = new StringBuilder(16 * 1024);
    private final boolean open;

    Exposition(Format format) {
        this.open = format == Format.OPEN_METRICS;
    }

    @Override
    public void family(String name, String type, String help) {
        String family = open && type.equals("counter") ? name.substring(0, name.length() - TOTAL.length()) : name;
        out.append("# HELP ").append(family).append(' ');
        escape(help, open);
        out.append("\n# TYPE ").append(family).append(' ').append(type).append('\n');
        if (open && family.endsWith(SECONDS)) {
            out.append("# UNIT ").append(family).append(" seconds\n");
        }
    }

    @Override
    public void sample(String name, long value, String... labels) {
        sample(name, Long.toString(value), labels, null);
    }

    @Override
    public void sample(String name, double value, String... labels) {
        sample(name, Double.toString(value), labels, null);
    }

    private void sample(String name, String value, String[] labels, Exemplars.@Nullable Exemplar exemplar) {
        out.append(name);
        for (int at = 0; at < labels.length; at += 2) {
            out.append(at == 0 ? '{' : ',').append(labels[at]).append("=\"");
            escape(labels[at + 1], true);
            out.append('"');
        }
        out.append(labels.length == 0 ? " " : "} ").append(value);
        if (open && exemplar != null) {
            out.append(" # {trace_id=\"").append(exemplar.span().traceId());
            out.append("\",span_id=\"").append(exemplar.span().spanId()).append("\"} ");
            out.append(exemplar.seconds()).append(' ');
            // Not as a double, which would be written with an exponent.
            out.append(BigDecimal.valueOf(exemplar.millis(), 3).toPlainString());
        }
        out.append('\n');
    }

    @Override
    public void histogram(
            String name, double[] bounds, List<Long> cumulative, double sum, Exemplars exemplars, String... labels) {
        long count = cumulative.get(bounds.length);
        String[] withBound = new String[labels.length + 2];
        System.arraycopy(labels, 0, withBound, 0, labels.length);
        withBound[labels.length] = "le";
        for (int bucket = 0; bucket < bounds.length; bucket++) {
            withBound[labels.length + 1] = Double.toString(bounds[bucket]);
            sample(name + "_bucket", Long.toString(cumulative.get(bucket)), withBound, exemplars.of(bucket));
        }
        withBound[labels.length + 1] = "+Inf";
        sample(name + "_bucket", Long.toString(count), withBound, exemplars.of(bounds.length));
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

    /** All of it. Nothing may follow. */
    String text() {
        return open ? out + "# EOF\n" : out.toString();
    }
}
