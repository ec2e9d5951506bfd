// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.net.http.HttpResponse;
import java.util.List;

/** Who served a response, by the header that {@code status: {response-header: true}} adds. */
final class Served {

    private Served() {}

    /** @return names of servers, in the order of their headers */
    static List<String> by(HttpResponse<?> response) {
        return response.headers().allValues("Server-Timing").stream()
                .map(value -> value.replaceFirst("^replicated;desc=\"(.*)\"$", "$1"))
                .toList();
    }

    /** Whether it was a standby: tests call them {@code standby}, or {@code standby-1} and so on. */
    static boolean byStandby(HttpResponse<?> response) {
        return by(response).stream().anyMatch(server -> server.startsWith("standby"));
    }
}
