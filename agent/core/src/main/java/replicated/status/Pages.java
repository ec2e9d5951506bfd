package replicated.status;

import java.util.function.Function;

/** Which path shows what. A fixed list: nothing here reaches a file system. Thread-safe. */
final class Pages implements Function<Request, Response> {

    private final StatusJson json;
    private final Metrics metrics;
    private final Report report;

    /** Made at the first request for it; two threads may both make it. */
    private volatile Response page;

    Pages(StatusJson json, Metrics metrics, Report report) {
        this.json = json;
        this.metrics = metrics;
        this.report = report;
    }

    @Override
    public Response apply(Request request) {
        return switch (request.path()) {
            case "/" -> page();
            case "/status.json" -> Response.of("application/json", json.text());
            case "/metrics" -> Response.of(Exposition.TYPE, metrics.text());
            case "/report" -> Response.text(report.text());
            default -> Response.error(404, "There are / and /status.json, /metrics, /report.");
        };
    }

    private Response page() {
        Response made = page;
        if (made == null) {
            made = Page.make();
            page = made;
        }
        return made;
    }
}
