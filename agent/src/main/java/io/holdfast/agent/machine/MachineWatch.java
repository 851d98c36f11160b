package io.holdfast.agent.machine;

import io.holdfast.base.Clock;
import io.holdfast.hypervisor.Hypervisor;
import io.holdfast.hypervisor.HypervisorException;
import io.holdfast.hypervisor.MachineEvent;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the book true: passes events on, and looks at the hypervisor's list every two seconds, and at once when
/// its
/// connection is made.
public final class MachineWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MachineWatch.class);
    private static final long INTERVAL_SECONDS = 2;

    private final Hypervisor hypervisor;
    private final MachineBook book;
    private final Machines machines;
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private String lastProblem = "";

    /// Begins to watch.
    public MachineWatch(Hypervisor hypervisor, MachineBook book, Machines machines, Clock clock) {
        this.hypervisor = hypervisor;
        this.book = book;
        this.machines = machines;
        hypervisor.listen(this::happened);
        Thread.ofVirtual().name("machine watch " + clock.wall()).start(this::watch);
    }

    private void happened(MachineEvent event) {
        if (event instanceof MachineEvent.Connected) {
            wake.release();
        } else {
            book.happened(event);
        }
    }

    private void watch() {
        try {
            while (closed.getCount() > 0) {
                look();
                if (wake.tryAcquire(INTERVAL_SECONDS, TimeUnit.SECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            book.look(hypervisor);
            machines.tidyUp();
            lastProblem = "";
        } catch (HypervisorException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(lastProblem)) {
                LOG.warn("{}; trying on", problem);
                lastProblem = problem;
            }
        } catch (RuntimeException e) {
            LOG.error("The look at the machines failed", e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        wake.release();
    }
}
