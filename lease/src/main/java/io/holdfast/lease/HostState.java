package io.holdfast.lease;

/// What is known of a host of a lockspace, from its delta lease alone.
public enum HostState {
    /// Not yet watched long enough: no change seen, and not expired either.
    UNKNOWN(1),
    /// Nobody holds the host id.
    FREE(2),
    /// It renewed within 8 x io_timeout.
    LIVE(3),
    /// It did not renew for 8 x io_timeout: it should be killing its processes.
    FAIL(4),
    /// It did not renew for 8 x io_timeout and 60 s: its watchdog has fired.
    DEAD(5);

    private final int wireValue;

    HostState(int wireValue) {
        this.wireValue = wireValue;
    }

    /// Returns the number by which the lease socket names this state.
    public int wireValue() {
        return wireValue;
    }
}
