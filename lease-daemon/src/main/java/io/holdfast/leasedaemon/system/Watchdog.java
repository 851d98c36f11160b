package io.holdfast.leasedaemon.system;

import java.io.IOException;

/// What resets the host when a lockspace cannot be renewed and its processes cannot be killed.
///
/// Times are whole seconds of the monotonic clock. The bound that everybody relies on: the host is reset at the
/// latest [#FIRE_SECONDS] after the greatest expiry that was given, if it is not withdrawn before.
public interface Watchdog extends AutoCloseable {
    /// From the last sign of life to the reset.
    int FIRE_SECONDS = 60;

    /// Makes the watchdog ready for one more lockspace, before its host id is taken.
    ///
    /// @throws IOException if there is no watchdog, or it does not fire after exactly [#FIRE_SECONDS]
    Membership join(String lockspace, long hostId) throws IOException;

    /// Whether a reset is certain when an expiry passes.
    boolean isReal();

    /// Disarms if nobody is a member, and waits for it. With members left the watchdog stays armed.
    @Override
    void close();

    /// One lockspace under the watchdog's eye. Not tested until [#arm].
    interface Membership {
        /// Starts the test, once the host id is held.
        ///
        /// @param renewal when the last successful renewal was begun
        /// @param expiry when the watchdog must no longer be kept alive
        /// @throws IOException if the watchdog cannot do it; the host id must then be given back
        void arm(long renewal, long expiry) throws IOException;

        /// Moves the expiry, after a successful renewal and before anybody is told of it.
        void renewed(long renewal, long expiry);

        /// Whether the watchdog is being kept alive by this lockspace's renewals.
        boolean isArmed();

        /// Ends the test: every process that may use a lease of the lockspace is gone.
        void withdraw();
    }

    /// No watchdog: leases are safe only as long as this daemon lives and can kill.
    static Watchdog none() {
        return new Watchdog() {
            @Override
            public Membership join(String lockspace, long hostId) {
                return new Membership() {
                    @Override
                    public void arm(long renewal, long expiry) {}

                    @Override
                    public void renewed(long renewal, long expiry) {}

                    @Override
                    public boolean isArmed() {
                        return false;
                    }

                    @Override
                    public void withdraw() {}
                };
            }

            @Override
            public boolean isReal() {
                return false;
            }

            @Override
            public void close() {}
        };
    }
}
