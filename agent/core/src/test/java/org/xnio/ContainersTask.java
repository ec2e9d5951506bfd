// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package org.xnio;

/** Stands for what a container hands to its own threads. */
public final class ContainersTask implements Runnable {
    @Override
    public void run() {}
}
