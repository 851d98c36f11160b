package io.holdfast.lease.socket;

import java.nio.ByteBuffer;

/// What a daemon knows about one host of a lockspace.
///
///     offset size  field
///          0    8  host id
///          8    8  generation
///         16    8  timestamp    the host's own clock, 0 = free; compare for equality only
///         24    4  io time-out  seconds
///         28    4  flags        low four bits: the state
public record HostEntry(long hostId, long generation, long timestamp, int ioTimeout, int flags) {
    public static final int SIZE = 32;

    /// How a host's record has behaved, with its number on the wire.
    public enum State {
        /// No change seen yet, and not silent for long enough to judge.
        UNKNOWN(1),
        /// Nobody holds the host id.
        FREE(2),
        LIVE(3),
        /// Silent for more than 8 io time-outs.
        FAIL(4),
        /// Silent for more than 8 io time-outs and the watchdog's 60 seconds.
        DEAD(5);

        private final int number;

        State(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    public static HostEntry read(ByteBuffer from) {
        return new HostEntry(from.getLong(), from.getLong(), from.getLong(), from.getInt(), from.getInt());
    }

    public void write(ByteBuffer to) {
        to.putLong(hostId)
                .putLong(generation)
                .putLong(timestamp)
                .putInt(ioTimeout)
                .putInt(flags);
    }

    /// The state in the flags.
    ///
    /// @throws MalformedMessage if the number is none of the five
    public State state() {
        for (State each : State.values()) {
            if (each.number == (flags & 0xF)) {
                return each;
            }
        }
        throw new MalformedMessage("Host " + hostId + " has the unknown state " + (flags & 0xF));
    }
}
