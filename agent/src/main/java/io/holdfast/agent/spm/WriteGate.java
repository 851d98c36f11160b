package io.holdfast.agent.spm;

import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.VerbFailed;
import java.util.function.IntSupplier;

/// Lets work through that only the SPM may do, and knows whether any of it can still write.
///
/// Work counts from [#enter] until its permit is closed, and beyond that as long as calls that it gave up at their
/// deadline have not returned ([#isIdle]).
public final class WriteGate {
    private final IntSupplier abandoned;
    private boolean open;
    private int inside;

    /// Makes a closed gate.
    ///
    /// @param abandoned how many changes to the pool's domains were given up and may still happen
    public WriteGate(IntSupplier abandoned) {
        this.abandoned = abandoned;
    }

    /// The right to write until it is closed. Closing twice is no error.
    public final class Permit implements AutoCloseable {
        private boolean closed;

        private Permit() {}

        @Override
        public void close() {
            synchronized (WriteGate.this) {
                if (!closed) {
                    closed = true;
                    inside--;
                    WriteGate.this.notifyAll();
                }
            }
        }
    }

    /// Lets a piece of work in.
    ///
    /// @throws VerbFailed (654) if this host is not SPM
    public synchronized Permit enter() {
        if (!open) {
            throw new VerbFailed(ErrorCode.NOT_SPM, "This host is not the SPM of its pool");
        }
        inside++;
        return new Permit();
    }

    /// Lets work in from now on.
    synchronized void open() {
        open = true;
    }

    /// Lets nothing more in; what is inside goes on.
    synchronized void close() {
        open = false;
    }

    synchronized boolean isOpen() {
        return open;
    }

    /// Whether nothing is inside and nothing that was can still write.
    boolean isIdle() {
        synchronized (this) {
            if (inside > 0) {
                return false;
            }
        }
        return abandoned.getAsInt() == 0;
    }
}
