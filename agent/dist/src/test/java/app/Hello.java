// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

/** Nothing but a main. */
public final class Hello {

    private Hello() {}

    /** Says hello. */
    public static void main(String[] arguments) {
        System.out.println("main starts");
        System.out.println("hello " + String.join(" ", arguments));
    }
}
