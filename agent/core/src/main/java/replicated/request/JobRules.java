// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import replicated.config.JobPattern;
import replicated.config.JobRule;
import replicated.config.RouteRule;
import replicated.config.SegmentIndex;

/** The {@code jobs} block. Thread-safe. */
final class JobRules {

    private final List<JobRule> rules;
    private final SegmentIndex index;

    /** By job: there are as many as methods have been hooked for a rule. */
    private final Map<String, Rules.Verdict> verdicts = new ConcurrentHashMap<>();

    JobRules(List<JobRule> rules) {
        this.rules = rules;
        List<JobPattern> patterns = new ArrayList<>();
        for (JobRule rule : rules) {
            patterns.add(rule.job());
        }
        this.index = JobPattern.index(patterns);
    }

    /** What the first matching rule that says so says of each; empty for a job that none names. */
    Rules.Verdict verdict(String job) {
        Rules.Verdict known = verdicts.get(job);
        return known == null ? verdicts.computeIfAbsent(job, this::find) : known;
    }

    private Rules.Verdict find(String job) {
        RouteRule.Use use = null;
        Duration maxLag = null;
        for (int number : index.matching(JobPattern.segments(job))) {
            JobRule rule = rules.get(number);
            use = use == null ? rule.use() : use;
            maxLag = maxLag == null ? rule.maxLag() : maxLag;
        }
        return new Rules.Verdict(use, maxLag);
    }
}
