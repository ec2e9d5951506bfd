// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** What the turns of {@link SideBySide} came to, as Markdown and as a plot. */
final class SideTable {

    private final List<Side> sides;
    private final Map<Side, Map<Shape, Cell>> cells = new EnumMap<>(Side.class);

    /** One contestant at one shape. */
    private static final class Cell {
        /** One of each round. */
        final List<Turn> turns = new ArrayList<>();

        double onStandbys;
    }

    /** CPU in seconds per 1,000 requests. */
    private record Turn(
            double perSecond, double p50, double p99, double cpu, double proxyCpu, long ownReads, long staleReads) {}

    SideTable(List<Side> sides) {
        this.sides = sides;
        for (Side side : sides) {
            cells.put(side, new EnumMap<>(Shape.class));
            for (Shape shape : Shape.values()) {
                cells.get(side).put(shape, new Cell());
            }
        }
    }

    void add(Side side, Shape shape, Load.Seen seen, Duration cpu, Duration proxyCpu) {
        double thousands = seen.answers() / 1000.0;
        cell(side, shape)
                .turns
                .add(new Turn(
                        seen.perSecond(),
                        seen.p50(),
                        seen.p99(),
                        cpu.toMillis() / 1000.0 / thousands,
                        proxyCpu.toMillis() / 1000.0 / thousands,
                        seen.ownReads(),
                        seen.staleReads()));
    }

    void onStandbys(Side side, Shape shape, double share) {
        cell(side, shape).onStandbys = share;
    }

    /** Requests per second by those of the application alone, round by round; the median of it. */
    double ofAlone(Side side, Shape shape) {
        List<Turn> turns = cell(side, shape).turns;
        List<Turn> alone = cell(Side.ALONE, shape).turns;
        double[] ratios = new double[turns.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = turns.get(i).perSecond() / alone.get(i).perSecond();
        }
        return Median.of(ratios);
    }

    void print() {
        System.out.println();
        System.out.println(
                "| | requests/s | of alone | p50 ms | p99 ms | CPU s per 1,000 | reads on replicas | stale own reads |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Shape shape : Shape.values()) {
            System.out.println("| *" + shape.title + "* | | | | | | | |");
            for (Side side : sides) {
                System.out.println(line(side, shape));
            }
        }
    }

    private String line(Side side, Shape shape) {
        Cell cell = cell(side, shape);
        double proxyCpu = median(cell, Turn::proxyCpu);
        long ownReads = cell.turns.stream().mapToLong(Turn::ownReads).sum();
        long staleReads = cell.turns.stream().mapToLong(Turn::staleReads).sum();
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %s | %.2f | %.2f | %.3f%s | %.1f %% | %s |",
                side.title,
                median(cell, Turn::perSecond),
                sides.contains(Side.ALONE) ? String.format(Locale.ROOT, "%.3f", ofAlone(side, shape)) : "",
                median(cell, Turn::p50),
                median(cell, Turn::p99),
                median(cell, Turn::cpu),
                proxyCpu > 0 ? String.format(Locale.ROOT, " + %.3f", proxyCpu) : "",
                100 * cell.onStandbys,
                ownReads == 0 ? "" : String.format(Locale.ROOT, "%,d of %,d", staleReads, ownReads));
    }

    void draw(String file) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(980)
                .height(460)
                .title("Requests per second, % of the application alone")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLabelsVisible(true);
        chart.getStyler().setDecimalPattern("#");
        List<String> shapes =
                Arrays.stream(Shape.values()).map(shape -> shape.title).toList();
        for (Side side : sides) {
            List<Double> ofAlone = Arrays.stream(Shape.values())
                    .map(shape -> 100 * ofAlone(side, shape))
                    .toList();
            chart.addSeries(side.title.replace("*", ""), shapes, ofAlone);
        }
        BitmapEncoder.saveBitmap(chart, file, BitmapFormat.PNG);
    }

    private Cell cell(Side side, Shape shape) {
        return cells.get(side).get(shape);
    }

    private static double median(Cell cell, ToDoubleFunction<Turn> figure) {
        return Median.of(cell.turns.stream().mapToDouble(figure).toArray());
    }
}
