package io.holdfast.rest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Input that ends with an error when there is more of it than a document of the API can need.
final class LimitedInput extends FilterInputStream {
    /// Bytes.
    static final long MOST = 4L << 20;

    private long read;

    LimitedInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = super.read(into, from, length);
        count(Math.max(count, 0));
        return count;
    }

    private void count(int more) throws IOException {
        read += more;
        if (read > MOST) {
            throw new IOException("The document is larger than " + MOST + " bytes");
        }
    }
}
