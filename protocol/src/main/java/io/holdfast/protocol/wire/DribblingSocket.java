package io.holdfast.protocol.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;

/// The socket below TLS, whose output can be held back and let go byte by byte.
///
/// A client of the field that has several TLS records waiting takes one whenever bytes arrive. An end of line
/// as a tick makes it look again, but is itself a record more. The bytes of one such record, sent one at a
/// time, make it look as often as there are bytes.
final class DribblingSocket extends Socket {
    private final Socket below;
    private final Output output;

    DribblingSocket(Socket below) throws IOException {
        this.below = below;
        this.output = new Output(below.getOutputStream());
    }

    /// Lets one byte go of what is held back, all of it if that was the last time. With nothing held back, lets
    /// `record` write something to hold.
    void dribble(boolean last, Writing record) throws IOException {
        if (!output.holdsBack()) {
            output.hold(true);
            try {
                record.write();
            } finally {
                output.hold(false);
            }
        }
        output.release(last);
    }

    /// Writes to the TLS socket above.
    @FunctionalInterface
    interface Writing {
        void write() throws IOException;
    }

    /// Whatever is written goes out behind what was held back.
    private static final class Output extends OutputStream {
        private final OutputStream below;
        private byte[] held = {};
        private boolean holding;

        Output(OutputStream below) {
            this.below = below;
        }

        synchronized boolean holdsBack() {
            return held.length > 0;
        }

        synchronized void hold(boolean on) {
            holding = on;
        }

        synchronized void release(boolean all) throws IOException {
            int count = all ? held.length : Math.min(1, held.length);
            byte[] part = Arrays.copyOf(held, count);
            held = Arrays.copyOfRange(held, count, held.length);
            below.write(part);
            below.flush();
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            if (!holding && held.length == 0) {
                below.write(bytes, offset, length);
                return;
            }
            byte[] all = Arrays.copyOf(held, held.length + length);
            System.arraycopy(bytes, offset, all, held.length, length);
            if (holding) {
                held = all;
            } else {
                held = new byte[0];
                below.write(all);
            }
        }

        @Override
        public void flush() throws IOException {
            below.flush();
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return below.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        below.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return below.getSoTimeout();
    }

    @Override
    public boolean isConnected() {
        return below.isConnected();
    }

    @Override
    public boolean isBound() {
        return below.isBound();
    }

    @Override
    public boolean isClosed() {
        return below.isClosed();
    }

    @Override
    public boolean isInputShutdown() {
        return below.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return below.isOutputShutdown();
    }

    @Override
    public void shutdownInput() throws IOException {
        below.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        below.shutdownOutput();
    }

    @Override
    public int getSoLinger() throws SocketException {
        return below.getSoLinger();
    }

    @Override
    public InetAddress getInetAddress() {
        return below.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return below.getLocalAddress();
    }

    @Override
    public int getPort() {
        return below.getPort();
    }

    @Override
    public int getLocalPort() {
        return below.getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return below.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return below.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        below.close();
    }
}
