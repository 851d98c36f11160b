package io.holdfast.leasedaemon.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.holdfast.leasedaemon.system.WatchdogKeeper.State;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The rule: the last sign of life to the device is never later than the expiry of the last renewal.
final class WatchdogKeeperTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(100 * SECOND);
    private final Device device = new Device();
    private final WatchdogKeeper keeper = new WatchdogKeeper(device, nanos::get);

    /// Notes what is done to it.
    private static final class Device implements WatchdogDevice {
        private final List<String> calls = new ArrayList<>();
        private boolean opens = true;
        private Runnable whilePinging = () -> {};

        @Override
        public boolean open() {
            calls.add("open");
            return opens;
        }

        @Override
        public boolean ping() {
            calls.add("ping");
            whilePinging.run();
            return true;
        }

        @Override
        public void abandon() {
            calls.add("abandon");
        }

        @Override
        public boolean disarm() {
            calls.add("disarm");
            return true;
        }

        List<String> taken() {
            List<String> taken = List.copyOf(calls);
            calls.clear();
            return taken;
        }
    }

    private void roundAt(long second) {
        nanos.set(second * SECOND);
        keeper.round();
    }

    private Watchdog.Membership member() throws IOException {
        return keeper.claimed();
    }

    @Test
    void nothingHappensWithoutALockspace() {
        roundAt(100);
        assertThat(device.taken()).isEmpty();
        assertThat(keeper.state()).isEqualTo(State.OFF);
    }

    @Test
    void itIsFedUntilJustBeforeTheExpiryAndThenClosed() throws IOException {
        Watchdog.Membership member = member();
        roundAt(100);
        member.arm(100, 116);
        for (long second = 101; second < 115; second++) {
            roundAt(second);
        }
        assertThat(device.taken()).startsWith("open", "ping").hasSize(15).doesNotContain("abandon");
        assertThat(member.isArmed()).isTrue();
        roundAt(115);
        assertThat(device.taken()).containsExactly("abandon");
        roundAt(116);
        roundAt(130);
        assertThat(device.taken()).isEmpty();
        assertThat(member.isArmed()).isFalse();
    }

    @Test
    void heldUpBeyondTheExpiryItGivesNoSignOfLife() throws IOException {
        Watchdog.Membership member = member();
        roundAt(100);
        member.arm(100, 116);
        roundAt(101);
        device.taken();
        roundAt(116);
        assertThat(device.taken()).as("closing would be a sign of life").isEmpty();
        assertThat(keeper.state()).isEqualTo(State.STARVED);
    }

    @Test
    void heldUpWhilePingingItCloses() throws IOException {
        Watchdog.Membership member = member();
        roundAt(100);
        member.arm(100, 116);
        device.taken();
        device.whilePinging = () -> nanos.set(200 * SECOND);
        roundAt(101);
        assertThat(device.taken()).containsExactly("ping", "abandon");
        roundAt(201);
        assertThat(device.taken()).isEmpty();
    }

    @Test
    void oneLockspaceThatIsNotRenewedIsEnough() throws IOException {
        Watchdog.Membership well = member();
        Watchdog.Membership ill = member();
        roundAt(100);
        well.arm(100, 116);
        ill.arm(100, 116);
        well.renewed(110, 126);
        device.taken();
        roundAt(115);
        assertThat(device.taken()).containsExactly("abandon");
        ill.withdraw();
        roundAt(116);
        assertThat(device.taken())
                .as("its processes are gone: the reset is averted")
                .containsExactly("open");
        roundAt(117);
        assertThat(device.taken()).containsExactly("ping");
    }

    @Test
    void itIsDisarmedWhenTheLastHasLeft() throws IOException {
        Watchdog.Membership member = member();
        roundAt(100);
        member.arm(100, 116);
        member.withdraw();
        member.renewed(101, 117);
        roundAt(101);
        assertThat(device.taken()).containsExactly("open", "disarm");
        assertThat(keeper.state()).isEqualTo(State.OFF);
    }

    @Test
    void anAbandonedTimerIsStoppedWhenTheLastHasLeft() throws IOException {
        Watchdog.Membership member = member();
        roundAt(100);
        member.arm(100, 116);
        roundAt(115);
        device.taken();
        member.withdraw();
        roundAt(117);
        assertThat(device.taken()).containsExactly("open", "disarm");
    }

    @Test
    void aDeviceThatCannotBeUsedRefusesTheLockspace() {
        device.opens = false;
        WatchdogKeeper running = new WatchdogKeeper(device);
        assertThatThrownBy(() -> running.join("LS", 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("FAILED");
        running.close();
    }

    @Test
    void aRoundAllocatesNothing() throws IOException {
        WatchdogDevice silent = new WatchdogDevice() {
            @Override
            public boolean open() {
                return true;
            }

            @Override
            public boolean ping() {
                return true;
            }

            @Override
            public void abandon() {}

            @Override
            public boolean disarm() {
                return true;
            }
        };
        WatchdogKeeper quiet = new WatchdogKeeper(silent, System::nanoTime);
        quiet.claimed().arm(1, Long.MAX_VALUE);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int warm = 0; warm < 1000; warm++) {
            quiet.round();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < 1000; round++) {
            quiet.round();
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
    }
}
