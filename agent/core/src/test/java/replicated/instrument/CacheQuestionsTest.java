// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is asked of a library decides where a cache is filled from: a part that is read wrongly fills it from replicas.
 */
class CacheQuestionsTest {

    /** As a library's query might be. */
    public static final class Query {

        public boolean isShared() {
            return true;
        }

        public boolean isReadOnly() {
            return false;
        }

        public Session getSession() {
            return new Session();
        }

        public Object getCache() {
            return null;
        }
    }

    /** What the query leads to. */
    public static final class Session {

        public boolean isUnitOfWork() {
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "isShared, true",
        "isReadOnly, false",
        "!isReadOnly, true",
        "getSession, true",
        "getCache, false",
        "!getCache, true",
        "getSession.isUnitOfWork, true",
        "!getSession.isUnitOfWork, false",
        "getCache.isUnitOfWork, false",
        "getSession.Session, true",
        "!getSession.Query, true",
        "getCache.Session, false",
        "isReadOnly|isShared, true",
        "isShared&isReadOnly, false",
        "isReadOnly|isShared&isShared, true",
        "isShared&isReadOnly|!getSession.isUnitOfWork, false"
    })
    void anObjectAnswersByItsMethods(String question, boolean answer) {
        assertThat(CacheQuestions.holds(new Query(), question)).isEqualTo(answer);
    }

    @Test
    void whatDoesNotMatterAnyMoreIsNotAsked() {
        assertThat(CacheQuestions.holds(new Query(), "isShared|unknown")).isTrue();
        assertThat(CacheQuestions.holds(new Query(), "isReadOnly&unknown")).isFalse();
    }

    @Test
    void whereNobodyIsToBeAskedTheAnswerIsYes() {
        assertThat(CacheQuestions.holds(null, null)).isTrue();
    }

    @Test
    void aVersionThatIsNotKnownIsToldByTheMethodItHasNot() {
        assertThatThrownBy(() -> CacheQuestions.holds(new Query(), "unknown")).hasMessageContaining("unknown");
    }
}
