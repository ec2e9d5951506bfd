// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import java.util.Map;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** GETs that read, and GETs that write first, in the middle and last. Each answers with what it has read. */
@RestController
class CountersController {

    private final Map<String, Counters> libraries;
    private final JpaCounters jpa;
    private final TransactionTemplate jpaTransactions;
    private final TransactionTemplate jdbcTransactions;

    CountersController(
            Map<String, Counters> libraries,
            JpaCounters jpa,
            JpaTransactionManager jpaTransactions,
            JdbcTransactionManager jdbcTransactions) {
        this.libraries = libraries;
        this.jpa = jpa;
        this.jpaTransactions = new TransactionTemplate(jpaTransactions);
        this.jdbcTransactions = new TransactionTemplate(jdbcTransactions);
    }

    @GetMapping("/{library}/{mode}/read/{id}")
    String read(@PathVariable String library, @PathVariable String mode, @PathVariable long id) {
        Counters counters = libraries.get(library);
        return in(mode, library).execute(status -> reading(counters, id));
    }

    @GetMapping("/{library}/{mode}/first/{id}")
    String first(@PathVariable String library, @PathVariable String mode, @PathVariable long id) {
        Counters counters = libraries.get(library);
        return in(mode, library).execute(status -> {
            counters.raise(id);
            return reading(counters, id);
        });
    }

    @GetMapping("/{library}/{mode}/middle/{id}")
    String middle(@PathVariable String library, @PathVariable String mode, @PathVariable long id) {
        Counters counters = libraries.get(library);
        return in(mode, library).execute(status -> {
            String before = reading(counters, id);
            counters.raise(id);
            return before + " " + reading(counters, id);
        });
    }

    @GetMapping("/{library}/{mode}/last/{id}")
    String last(@PathVariable String library, @PathVariable String mode, @PathVariable long id) {
        Counters counters = libraries.get(library);
        return in(mode, library).execute(status -> {
            String before = reading(counters, id);
            counters.raise(id);
            return before;
        });
    }

    /** Reads in the view, after which it writes if asked. */
    @GetMapping("/view/{id}")
    String view(@PathVariable long id) {
        return "" + jpa.find(id).visits().size();
    }

    @GetMapping("/view/{id}/raise")
    String viewAndRaise(@PathVariable long id) {
        String seen = view(id);
        jpa.raise(id);
        return seen;
    }

    private TransactionOperations in(String mode, String library) {
        if (mode.equals("plain")) {
            return TransactionOperations.withoutTransaction();
        }
        return library.equals("jpa") ? jpaTransactions : jdbcTransactions;
    }

    private static String reading(Counters counters, long id) {
        return counters.hits(id) + "/" + counters.visits(id);
    }
}
