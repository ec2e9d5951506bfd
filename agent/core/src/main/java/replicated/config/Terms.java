package replicated.config;

/** The older words for primary and replica, accepted wherever an operator types. */
final class Terms {

    private Terms() {}

    /** A key or word in our terms: {@code auto-read-on-slave} is {@code auto-read-on-replica}. */
    static String ours(String typed) {
        return typed.replace("slave", "replica").replace("master", "primary");
    }
}
