package io.holdfast.base;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;

/// One call to a [SimulatedDisk]: up to two effects, then an answer, each an event on the simulated clock.
final class SimulatedCall implements DiskOperation {
    private final SimulatedDisk disk;
    private final long offset;
    private final byte[] data;
    private final boolean write;
    private final CompletableFuture<DiskResult> result = new CompletableFuture<>();
    private final CompletableFuture<DiskResult> completion = new CompletableFuture<>();

    private SimulatedDisk.Fate fate = SimulatedDisk.Fate.after(0);

    /// Events of an earlier fate carry an older number and do nothing.
    private int round;

    private boolean firstDone;
    private boolean secondDone;
    private boolean late;
    private boolean dropped;

    SimulatedCall(SimulatedDisk disk, long offset, byte[] data, boolean write) {
        this.disk = disk;
        this.offset = offset;
        this.data = data;
        this.write = write;
    }

    boolean isWrite() {
        return write;
    }

    long offset() {
        return offset;
    }

    int length() {
        return data.length;
    }

    void begin(SimulatedDisk.Fate chosen) {
        fate = chosen;
        int mine = ++round;
        long now = disk.clock().monotonicNanos();
        disk.clock().schedule(now + chosen.effect(), () -> first(mine));
        disk.clock().schedule(now + chosen.secondEffect(), () -> second(mine));
        if (chosen.answer() != Long.MAX_VALUE) {
            disk.clock().schedule(now + chosen.answer(), () -> answer(mine));
        }
    }

    /// Goes on after a hang; what has taken effect is not repeated.
    void resume(SimulatedDisk.Fate chosen) {
        begin(chosen);
    }

    private boolean stands(int ofRound) {
        return ofRound == round && !dropped && !disk.hanging();
    }

    /// One sector is atomic, so a call of one sector has its whole effect here.
    private int split() {
        int unit = disk.alignment();
        return data.length == unit ? unit : data.length / 2 / unit * unit;
    }

    private void first(int ofRound) {
        if (stands(ofRound) && !firstDone) {
            firstDone = true;
            take(0, split());
        }
    }

    private void second(int ofRound) {
        if (stands(ofRound) && !secondDone) {
            secondDone = true;
            take(split(), data.length - split());
        }
    }

    private void take(int at, int length) {
        if (length == 0
                || !fate.takesEffect()
                || offset + data.length > disk.storage().size()) {
            return;
        }
        if (write) {
            disk.storage().change(disk.clock().monotonicNanos(), disk.host(), offset + at, data, at, length);
        } else {
            disk.storage().copyOut(offset + at, data, at, length);
        }
    }

    private void answer(int ofRound) {
        if (!stands(ofRound)) {
            return;
        }
        if (fate.errno() != 0) {
            end(new DiskResult.Failed(fate.errno()));
        } else if (offset + data.length > disk.storage().size()) {
            end(new DiskResult.Failed(Errno.EMSGSIZE));
        } else {
            end(new DiskResult.Completed(
                    ByteBuffer.wrap(write ? new byte[0] : data).order(ByteOrder.LITTLE_ENDIAN)));
        }
    }

    void end(DiskResult with) {
        dropped = true;
        disk.ended(this);
        if (late) {
            disk.countLate(-1);
        } else {
            result.complete(with);
        }
        completion.complete(with);
    }

    void expire() {
        if (!dropped && !late) {
            late = true;
            disk.countLate(1);
            result.complete(new DiskResult.TimedOut());
        }
    }

    void drop() {
        dropped = true;
    }

    @Override
    public CompletableFuture<DiskResult> result() {
        return result;
    }

    @Override
    public CompletableFuture<DiskResult> completion() {
        return completion;
    }
}
