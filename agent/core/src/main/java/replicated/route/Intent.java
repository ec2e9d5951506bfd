// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.route;

/**
 * What a scope is expected to do, and why. Immutable; the few values there are exist once.
 *
 * @param read whether reads may go to a replica
 * @param reason the reason a decision carries if nothing else overrides the intent
 */
public record Intent(boolean read, Reason reason) {

    public static final Intent OFF = new Intent(false, Reason.OFF);
    public static final Intent ANNOTATION_PRIMARY = new Intent(false, Reason.ANNOTATION_PRIMARY);
    public static final Intent ANNOTATION_REPLICA = new Intent(true, Reason.ANNOTATION_REPLICA);
    public static final Intent CACHE_FILL = new Intent(false, Reason.CACHE_FILL);
    public static final Intent RULE_PRIMARY = new Intent(false, Reason.RULE_PRIMARY);
    public static final Intent RULE_REPLICA = new Intent(true, Reason.RULE_REPLICA);
    public static final Intent AUTO_READ_OFF = new Intent(false, Reason.AUTO_READ_OFF);
    public static final Intent READ_METHOD = new Intent(true, Reason.READ_METHOD);
    public static final Intent WRITE_METHOD = new Intent(false, Reason.WRITE_METHOD);
    public static final Intent READ_ONLY_TRANSACTION = new Intent(true, Reason.READ_ONLY_TRANSACTION);
}
