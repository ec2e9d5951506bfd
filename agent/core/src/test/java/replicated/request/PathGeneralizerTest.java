// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A route that writes is learnt once for all its identifiers, and never for the word beside them. */
class PathGeneralizerTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "/, /",
        "/owners, /owners",
        "/owners/7, /owners/*",
        "/owners/7/pets/12, /owners/*/pets/*",
        "/o/123e4567-e89b-12d3-a456-426614174000, /o/*",
        "/o/deadbeef01, /o/*",
        "/o/01ARZ3NDEKTSV4RRFFQ69G5FAV, /o/*",
        "/o/2026-11-22, /o/*",
        "/api/v1/orders, /api/v1/orders",
        "/feed, /feed",
        "/facade, /facade",
        "/image.png, /image.png",
        "/a%20b/c, /*/c",
        "/owners/7;jsessionid=A1/edit, /owners/*/edit",
        "/fhir/Patient/1/$everything, /fhir/Patient/*/$everything",
        "/fhir/Patient/$export, /fhir/Patient/$export",
        "/fhir/ValueSet/1/$validate-code, /fhir/ValueSet/*/$validate-code",
        "/fhir/Patient/1/_history, /fhir/Patient/*/_history",
        "/fhir/Patient/1/_history/2, /fhir/Patient/*/_history/*",
        "/fhir/Patient/_search, /fhir/Patient/_search",
        "/owners/search, /owners/search",
        "/owners/findByLastName, /owners/findByLastName",
        "/o/$7, /o/*",
        "/o/$, /o/*",
        "/o/$$$, /o/*",
        "/o/joe@example.com, /o/*",
        "/1/2/3/4/5/6/7/8/9/10, /*/*/*/*/*/*/*/*/**",
        "/how-to-write-a-very-long-title-for-search-engines-2026, /*",
    })
    void identifiersBecomeStars(String path, String pattern) {
        assertThat(PathGeneralizer.generalize(path)).isEqualTo(pattern);
    }
}
