// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package org.postgresql;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/** Connects to its address and the port it is told, whatever the host. As thread-safe as any socket. */
final class ReplicatedSocket extends Socket {

    private final String address;

    ReplicatedSocket(String address) {
        this.address = address;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        int port = ((InetSocketAddress) endpoint).getPort();
        super.connect(new InetSocketAddress(ReplicatedSocketFactory.literal(address), port), timeout);
    }
}
