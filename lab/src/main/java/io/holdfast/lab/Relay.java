package io.holdfast.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// Carries connections from outside of the lab to its manager, byte by byte: TLS runs through it untouched.
final class Relay {
    private static final int BUFFER_BYTES = 16 << 10;

    private final ServerSocketChannel outside;
    private final InetSocketAddress inside;

    private Relay(ServerSocketChannel outside, InetSocketAddress inside) {
        this.outside = outside;
        this.inside = inside;
    }

    static void start(ServerSocketChannel outside, InetSocketAddress inside) {
        Relay relay = new Relay(outside, inside);
        Thread.ofPlatform().name("relay").daemon().start(relay::accept);
    }

    private void accept() {
        while (outside.isOpen()) {
            try {
                SocketChannel from = outside.accept();
                Thread.ofVirtual().start(() -> carry(from));
            } catch (AsynchronousCloseException e) {
                return;
            } catch (IOException e) {
                System.getLogger("lab").log(System.Logger.Level.WARNING, "Cannot accept a connection", e);
                Waiting.pause(100);
            }
        }
    }

    private void carry(SocketChannel from) {
        try (from;
                SocketChannel to = SocketChannel.open(inside)) {
            Thread back = Thread.ofVirtual().start(() -> copy(to, from));
            copy(from, to);
            back.join();
        } catch (IOException e) {
            // The manager is down: whoever connected sees the connection closed, as is true.
            System.getLogger("lab").log(System.Logger.Level.DEBUG, "No connection to {0}", inside);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            closeBoth(from, to);
        }
    }

    private static void closeBoth(SocketChannel one, SocketChannel other) {
        try (one;
                other) {
            one.socket();
        } catch (IOException e) {
            System.getLogger("lab").log(System.Logger.Level.DEBUG, "Connection already closed");
        }
    }
}
