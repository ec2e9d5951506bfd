// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import java.util.Map;

/** The application as it is when nothing is told to it. */
class ApplicationOnH2Test extends ApplicationContract {
    @Override
    Map<String, String> environment() {
        return Map.of();
    }

    @Override
    String server() {
        return "NOTES";
    }
}
