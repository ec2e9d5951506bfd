// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package org.postgresql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that connect to one address whatever host the driver names, so that it goes on to verify a server's
 * certificate by the name. PostgreSQL's driver looks for it by its class name, so it is defined in the driver's class
 * loader and stands in the driver's package; it knows nothing of ours. Immutable and thread-safe.
 */
public final class ReplicatedSocketFactory extends SocketFactory {

    private final String address;

    /**
     * Called by the driver with its property {@code socketFactoryArg}.
     *
     * @param address an IP address
     */
    public ReplicatedSocketFactory(String address) {
        this.address = address;
    }

    @Override
    public Socket createSocket() {
        return new ReplicatedSocket(address);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(port, null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(port, new InetSocketAddress(localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(port, null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort) throws IOException {
        return connected(port, new InetSocketAddress(localAddress, localPort));
    }

    private Socket connected(int port, @Nullable InetSocketAddress local) throws IOException {
        Socket socket = createSocket();
        if (local != null) {
            socket.bind(local);
        }
        socket.connect(new InetSocketAddress(literal(address), port));
        return socket;
    }

    /** No name is looked up for it. */
    static InetAddress literal(String address) throws UnknownHostException {
        return InetAddress.getByName(address);
    }
}
