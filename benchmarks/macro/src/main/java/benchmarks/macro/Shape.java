// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

/** What is asked: the shapes of TechEmpower's benchmarks, and mixes in which clients read what they wrote. */
enum Shape {
    SINGLE("single query", "/db", 0),
    QUERIES("20 queries", "/queries", 0),
    UPDATES("20 updates", "/updates", 0),
    FORTUNES("fortunes", "/fortunes", 0),
    ONE_IN_TEN("one in ten writes", "/counter", 10),
    EVERY_SECOND("every second writes", "/counter", 2);

    final String title;
    final String path;
    /** In mixes one request in so many is a POST, and all others read what that has written; 0 where there are none. */
    final int writesOneIn;

    Shape(String title, String path, int writesOneIn) {
        this.title = title;
        this.path = path;
        this.writesOneIn = writesOneIn;
    }
}
