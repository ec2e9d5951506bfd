// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A framework's pattern becomes a route that a rule could name, if it is one of the request's path. */
class FrameworkPatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/owners/{ownerId}             | /owners/7          | /owners/*",
                "/blog/{slug}                  | /blog/a-title      | /blog/*",
                "/owners/{id:[0-9]{1,4}}/edit  | /owners/7/edit     | /owners/*/edit",
                "/files/{name}.{ext}           | /files/a.pdf       | /files/*.*",
                "/v?/owners                    | /v2/owners         | /v*/owners",
                "/                             | /                  | /",
                // The servlet is mapped to /rest/*, and the framework sees what follows.
                "/owners/{id}                  | /rest/owners/7     | /rest/owners/*",
                "owners/{id}                   | /owners/7          | /owners/*",
            })
    void aVariableIsAStar(String pattern, String path, String route) {
        assertThat(FrameworkPattern.of(pattern, path)).isEqualTo(route);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/**              | /static/app.js",
                "/files/{*rest}   | /files/a/b",
                "/error           | /owners/7",
                "/owners/{id}/x   | /owners/7",
            })
    void whatBoundsNothingOrIsOfAnotherPathIsNotTaken(String pattern, String path) {
        assertThat(FrameworkPattern.of(pattern, path)).isNull();
    }

    @Test
    void nothingToldIsNothing() {
        assertThat(FrameworkPattern.of(null, "/owners/7")).isNull();
    }
}
