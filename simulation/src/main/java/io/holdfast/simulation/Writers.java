package io.holdfast.simulation;

import io.holdfast.base.SimulatedClock;
import io.holdfast.base.SimulatedStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Ties what lands on the simulated data disk to the process that sent it, by a number in each write, so that the
/// world's record tells what the *disk* saw and when.
final class Writers {
    private final SimulatedClock time;
    private final WorldRecord record;
    private final List<Session> sessions = new ArrayList<>();

    /// One stretch in which a process may write to one target.
    record Session(int number, String writer, String target) {}

    Writers(SimulatedClock time, WorldRecord record, SimulatedStorage data) {
        this.time = time;
        this.record = record;
        data.listen((at, host, offset, bytes) -> {
            Session session = sessions.get(bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(0));
            record.wrote(time.monotonicNanos(), session.writer(), session.target());
        });
    }

    Session begin(String writer, String target) {
        Session session = new Session(sessions.size(), writer, target);
        sessions.add(session);
        record.began(time.monotonicNanos(), writer, target);
        return session;
    }

    void end(Session session) {
        record.ended(time.monotonicNanos(), session.writer(), session.target());
    }

    /// The bytes of one write.
    ByteBuffer stamp(Session session, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, session.number());
        return bytes;
    }
}
