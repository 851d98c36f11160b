package io.holdfast.hypervisor;

import com.sun.jna.Pointer;
import io.holdfast.hypervisor.HypervisorException.Kind;
import io.holdfast.hypervisor.MachineEvent.StopReason;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connection to libvirt's daemon, kept up: a thread opens it, watches it, and opens a new one when it broke.
final class LibvirtConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LibvirtConnection.class);
    private static final int KEEP_ALIVE_SECONDS = 5;
    private static final int KEEP_ALIVE_MISSES = 3;
    private static final int LIFECYCLE = 0;
    private static final int DISK_ERROR_WITH_REASON = 6;
    private static final int ACTION_PAUSE = 1;
    private static final int ALREADY_CLOSED = -1;

    private final LibvirtLibrary library;
    private final String uri;
    private final EventQueue events;
    private final CountDownLatch closed = new CountDownLatch(1);
    /// Held shared by calls, alone by who replaces the connection: none is closed under a call.
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private @Nullable ConnectionPointer current;
    private String lastProblem = "not connected yet";

    // Kept from the collector for as long as libvirt may call them.
    private final Libvirt.VirConnectDomainEventCallback lifecycle = this::lifecycle;
    private final LibvirtLibrary.DiskErrorCallback diskErrors = this::diskError;

    LibvirtConnection(LibvirtLibrary library, String uri, EventQueue events) {
        this.library = library;
        this.uri = uri;
        this.events = events;
        open();
        Thread keeper = new Thread(this::keep, "libvirt-connection");
        keeper.setDaemon(true);
        keeper.start();
    }

    boolean connected() {
        lock.readLock().lock();
        try {
            return current != null && library.virConnectIsAlive(current) == 1;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Runs a call on the connection, on the calling platform thread.
    ///
    /// @throws HypervisorException with [Kind#UNREACHABLE] if there is none
    <T> T use(String attempt, Function<ConnectionPointer, T> call) {
        lock.readLock().lock();
        try {
            if (current == null) {
                throw new HypervisorException(
                        Kind.UNREACHABLE, "Cannot " + attempt + ": no connection to " + uri + ": " + lastProblem);
            }
            return call.apply(current);
        } finally {
            lock.readLock().unlock();
        }
    }

    private void keep() {
        try {
            while (!closed.await(1, TimeUnit.SECONDS)) {
                if (!connected()) {
                    drop();
                    open();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        drop();
    }

    private void drop() {
        lock.writeLock().lock();
        try {
            if (current != null) {
                library.virConnectClose(current);
                current = null;
                events.put(new MachineEvent.Disconnected());
                LOG.warn("Lost the connection to {}", uri);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void open() {
        ConnectionPointer opened = library.virConnectOpen(uri);
        if (opened == null) {
            problem();
            return;
        }
        if (library.virConnectSetKeepAlive(opened, KEEP_ALIVE_SECONDS, KEEP_ALIVE_MISSES) == ALREADY_CLOSED
                || library.virConnectDomainEventRegisterAny(opened, null, LIFECYCLE, lifecycle, Pointer.NULL, null) < 0
                || library.virConnectDomainEventRegisterAny(
                                opened, null, DISK_ERROR_WITH_REASON, diskErrors, Pointer.NULL, null)
                        < 0) {
            problem();
            library.virConnectClose(opened);
            return;
        }
        lock.writeLock().lock();
        try {
            current = opened;
        } finally {
            lock.writeLock().unlock();
        }
        LOG.info("Connected to {}", uri);
        events.put(new MachineEvent.Connected());
    }

    private void problem() {
        String problem = LibvirtErrors.translate("connect to " + uri, library.virGetLastError())
                .getMessage();
        lock.writeLock().lock();
        try {
            if (problem != null && !problem.equals(lastProblem)) {
                LOG.warn("{}; trying on", problem);
                lastProblem = problem;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private int lifecycle(
            ConnectionPointer from, DomainPointer domain, int event, int detail, @Nullable Pointer opaque) {
        withId(domain, id -> {
            switch (event) {
                case 2, 4 -> events.put(new MachineEvent.Running(id));
                case 3 -> events.put(new MachineEvent.Paused(id, PauseReason.ofEvent(detail)));
                case 5 -> events.put(new MachineEvent.Stopped(id, StopReason.of(detail)));
                case 6 -> events.put(new MachineEvent.Ending(id, detail == 1));
                case 7 -> events.put(new MachineEvent.Paused(id, PauseReason.GUEST));
                default -> LOG.debug("Machine {}: libvirt event {} {}", id, event, detail);
            }
        });
        return 0;
    }

    private void diskError(
            ConnectionPointer from,
            DomainPointer domain,
            @Nullable String path,
            @Nullable String alias,
            int action,
            @Nullable String reason,
            @Nullable Pointer opaque) {
        withId(
                domain,
                id -> events.put(new MachineEvent.DiskFailed(
                        id,
                        path == null ? "" : path,
                        alias == null ? "" : alias,
                        "enospc".equals(reason),
                        action == ACTION_PAUSE)));
    }

    private void withId(DomainPointer domain, Consumer<UUID> event) {
        UUID id = LibvirtHypervisor.id(library, domain);
        if (id != null) {
            event.accept(id);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
