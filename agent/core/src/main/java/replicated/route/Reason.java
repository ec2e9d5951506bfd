package replicated.route;

/** Why a connection went where it went. The codes are a contract: metric labels, status and log lines use them. */
public enum Reason {
    OFF("off"),
    OBSERVE("observe"),
    WRITE_METHOD("write-method"),
    ANNOTATION_PRIMARY("annotation-primary"),
    ANNOTATION_REPLICA("annotation-replica"),
    RULE_PRIMARY("rule-primary"),
    RULE_REPLICA("rule-replica"),
    READ_METHOD("read-method"),
    READ_ONLY_TRANSACTION("read-only-transaction"),
    AUTO_READ_OFF("auto-read-off"),
    WROTE_EARLIER("wrote-earlier"),
    WRITE_STATEMENT("write-statement"),
    UNSAFE_STATEMENT("unsafe-statement"),
    FUNCTION("function"),
    TABLE("table"),
    ISOLATION("isolation"),
    MANAGED_TRANSACTION("managed-transaction"),
    UNWRAP("unwrap"),
    BEHIND_BOOKMARK("behind-bookmark"),
    WINDOW("window"),
    LEARNED_WRITER("learned-writer"),
    UNTRUSTED_ROUTE("untrusted-route"),
    NOT_IN_SHARE("not-in-share"),
    CACHE_FILL("cache-fill"),
    NO_REPLICA("no-replica"),
    REPLICA_BUSY("replica-busy"),
    RESCUED("rescued"),
    FAULT("fault");

    private final String code;

    Reason(String code) {
        this.code = code;
    }

    /**
     * The code of the contract.
     *
     * @return lower case, with hyphens
     */
    public String code() {
        return code;
    }
}
