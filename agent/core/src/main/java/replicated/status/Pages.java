// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which path shows what. A fixed list: nothing here reaches a file system. Thread-safe. */
final class Pages implements Function<PageRequest, PageResponse> {

    private final StatusJson json;
    private final Metrics metrics;
    private final Report report;

    /** Made at the first request for it; two threads may both make it. */
    private volatile @Nullable PageResponse page;

    Pages(StatusJson json, Metrics metrics, Report report) {
        this.json = json;
        this.metrics = metrics;
        this.report = report;
    }

    @Override
    public PageResponse apply(PageRequest request) {
        return switch (request.path()) {
            case "/" -> page();
            case "/status.json" -> PageResponse.of("application/json", json.text());
            case "/day.json" -> PageResponse.of("application/json", json.day());
            case "/metrics" -> metrics(Exposition.Format.wanted(request.accept()));
            case "/healthz" -> PageResponse.text("ok\n");
            case "/readyz" -> ready();
            case Troubleshooting.PATH -> Troubleshooting.page().response();
            case "/report" -> PageResponse.text(report.text());
            default ->
                PageResponse.error(
                        404,
                        "There are / and /status.json, /day.json, /metrics, /report, /troubleshooting, /healthz, /readyz.");
        };
    }

    private PageResponse metrics(Exposition.Format format) {
        return PageResponse.of(format.type, metrics.text(format));
    }

    /** Whether reads can go where they should; the application works either way. */
    private PageResponse ready() {
        HealthSummary verdict = json.health();
        return verdict.level() == HealthSummary.Level.BAD
                ? PageResponse.error(503, verdict.text())
                : PageResponse.text(verdict.text() + "\n");
    }

    private PageResponse page() {
        PageResponse made = page;
        if (made == null) {
            made = Page.make();
            page = made;
        }
        return made;
    }
}
