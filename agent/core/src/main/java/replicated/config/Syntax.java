// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a text of the file has to look like. */
enum Syntax {
    ANY,
    REPLICA_NAME,
    JDBC_URL,
    /** Of requests. */
    PATH_PATTERN,
    /** Of work outside of requests. */
    JOB_PATTERN,
    GLOB,
    COOKIE_NAME,
    HEADER_NAME,
    /** {@code host:port}, or empty. */
    ADDRESS,
    HTTP_METHOD,
    ANNOTATION,
    /** A table or function, or a schema and one of its. */
    OBJECT_GLOB;

    /** Stands for the value as the file has it, in what {@link #problem} gives. */
    static final String FOUND = "{found}";

    /** Tokens of RFC 9110, section 5.6.2; cookie names (RFC 6265, section 4.1.1) and methods are tokens too. */
    private static final String TOKEN_CHARACTERS = "letters, digits and !#$%&'*+-.^_`|~ only";

    /**
     * What is wrong with a text.
     *
     * @param text with all placeholders filled
     * @return for an error text, with {@link #FOUND} in it at most once; null if nothing is wrong
     */
    @Nullable
    String problem(String text) {
        return switch (this) {
            case ANY -> null;
            case REPLICA_NAME -> text.isBlank() ? "expected a name, but found an empty text" : null;
            case JDBC_URL -> problemOfUrl(text);
            case PATH_PATTERN ->
                text.startsWith("/") || text.startsWith("*")
                        ? null
                        : "expected a pattern that begins with /, such as /reports/**; methods go under methods";
            case JOB_PATTERN -> problemOfJob(text);
            case GLOB -> text.isEmpty() ? "expected a pattern such as \"*crm*\", but found an empty text" : null;
            case COOKIE_NAME ->
                isToken(text) ? null : "expected the name of a cookie (RFC 6265), of " + TOKEN_CHARACTERS;
            case HEADER_NAME ->
                isToken(text) ? null : "expected the name of a header (RFC 9110), of " + TOKEN_CHARACTERS;
            case ADDRESS ->
                text.isEmpty() || isAddress(text) ? null : "expected " + expected() + ", but found " + FOUND;
            case HTTP_METHOD -> isToken(text) ? null : "expected HTTP methods such as [GET, HEAD], but found " + FOUND;
            case ANNOTATION ->
                isClassName(normal(text))
                        ? null
                        : "expected annotations by simple or full name, such as UsePrimary or com.example.UsePrimary,"
                                + " but found " + FOUND;
            case OBJECT_GLOB ->
                // What quotes and blanks could mean is not guessed.
                text.matches("[^\\s.\"'`()]+(\\.[^\\s.\"'`()]+)?")
                        ? null
                        : "expected names or patterns such as audit_* or app.audit_*, without quotes, but found "
                                + FOUND;
        };
    }

    /** An accepted text in its one spelling. */
    String normal(String text) {
        return switch (this) {
            case HTTP_METHOD -> text.toUpperCase(Locale.ROOT);
            case ANNOTATION -> text.startsWith("@") ? text.substring(1) : text;
            case OBJECT_GLOB -> text.toLowerCase(Locale.ROOT);
            default -> text;
        };
    }

    /** What is expected where there is no text at all. */
    String expected() {
        return this == ADDRESS ? "host:port such as 127.0.0.1:9470 or [::1]:9470" : "a text";
    }

    private static @Nullable String problemOfUrl(String url) {
        if (!JdbcUrl.isOne(url)) {
            return "expected a JDBC URL such as jdbc:postgresql://replica-1:5432/app" + beginning(url);
        }
        return hasBlank(url) ? "has a space in it; take it out, or look for a mistake in the line below" : null;
    }

    private static boolean hasBlank(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (" \t\n\u000B\f\r".indexOf(text.charAt(at)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String problemOfJob(String pattern) {
        String example = ", such as com.acme.report.Nightly.run or com.acme.report.**";
        if (!pattern.matches("[\\p{javaJavaIdentifierPart}*]+(\\.[\\p{javaJavaIdentifierPart}*]+)+")) {
            return "expected a pattern for class and method with dots between" + example + ", but found " + FOUND;
        }
        if (pattern.substring(0, pattern.indexOf('.')).contains("*")) {
            return "expected a pattern that begins with a package or a class" + example
                    + ": one that begins with * would mean all classes of all libraries";
        }
        if (pattern.matches("(java|jdk|sun)\\..*")) {
            return "names classes of the JDK, which are left alone; name the class of the application that they call"
                    + example;
        }
        for (String segment : pattern.split("\\.", -1)) {
            if (segment.contains("**") && !segment.equals("**")) {
                return "** stands for whole segments, with dots around" + example;
            }
        }
        return Character.isUpperCase(pattern.charAt(pattern.lastIndexOf('.') + 1))
                ? "ends with the name of a class; add .* for all of its public methods, or the name of one"
                : null;
    }

    /** Only the scheme: the rest may hold a password. */
    private static String beginning(String url) {
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon);
        boolean shown = scheme.matches("[A-Za-z]{1,12}");
        return shown ? ", but found one that begins with \"" + scheme + ":\"" : "";
    }

    /** Of each method of each rule: a pattern would have to be compiled for each. */
    private static boolean isToken(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isAddress(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(0, colon));
        String port = text.substring(colon + 1);
        boolean bare = host.matches("[^:\\s]+");
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return (bare || bracketed) && port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65_535;
    }

    private static boolean isClassName(String text) {
        boolean start = true;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '.' ? start : start ? !Character.isJavaIdentifierStart(c) : !Character.isJavaIdentifierPart(c)) {
                return false;
            }
            start = c == '.';
        }
        return !start;
    }
}
