package io.holdfast.hypervisor;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.holdfast.hypervisor.HypervisorException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.CString;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.virDomainInfo;

/// The machines of a libvirt daemon (9.0 or later), reached by a URI such as `qemu:///system`. Connects, and
/// connects
/// again whenever the daemon went away; machines do not notice.
public final class LibvirtHypervisor implements Hypervisor {
    private static final Duration SHORT = Duration.ofSeconds(30);
    /// A lease whose last owner is silent may have to be waited for: 8 × io_timeout + 60 s, and libvirt's own work.
    private static final Duration START = Duration.ofMinutes(6);
    /// libvirt gives a killed process 15 s, then 30 s more while a disk of it is busy.
    private static final Duration KILL = Duration.ofSeconds(90);

    private static final int LIST_ACTIVE = 1;
    private static final int SHUTDOWN_BY_POWER_BUTTON = 1;
    private static final int UUID_TEXT = 37;

    private final LibvirtLibrary library;
    private final BoundedCalls calls = new BoundedCalls();
    private final EventQueue events = new EventQueue();
    private final LibvirtConnection connection;

    public LibvirtHypervisor(String uri) {
        library = LibvirtLibrary.Holder.LIBRARY;
        connection = new LibvirtConnection(library, uri, events);
    }

    @Override
    public boolean connected() {
        return connection.connected();
    }

    @Override
    public List<Machine> list() {
        return calls.run(
                "list the machines",
                SHORT,
                () -> connection.use("list the machines", current -> {
                    PointerByReference array = new PointerByReference();
                    int count = library.virConnectListAllDomains(current, array, LIST_ACTIVE);
                    if (count < 0) {
                        throw failure("list the machines");
                    }
                    List<Machine> found = new ArrayList<>(count);
                    for (Pointer each : array.getValue().getPointerArray(0, count)) {
                        DomainPointer domain = new DomainPointer(each);
                        try {
                            read(domain).ifPresent(found::add);
                        } finally {
                            library.virDomainFree(domain);
                        }
                    }
                    Native.free(Pointer.nativeValue(array.getValue()));
                    return found;
                }));
    }

    @Override
    public Optional<Machine> find(UUID id) {
        String attempt = "look for machine " + id;
        return calls.run(attempt, SHORT, () -> ifThere(attempt, id, this::read).flatMap(found -> found));
    }

    @Override
    public Machine create(String xml) {
        String attempt = "start the machine";
        return calls.run(
                attempt,
                START,
                () -> connection.use(attempt, current -> {
                    DomainPointer domain = library.virDomainCreateXML(current, xml, 0);
                    if (domain == null) {
                        throw failure(attempt);
                    }
                    try {
                        return read(domain)
                                .orElseThrow(() -> new HypervisorException(
                                        Kind.FAILED, "The machine ended as soon as it was started"));
                    } finally {
                        library.virDomainFree(domain);
                    }
                }));
    }

    @Override
    public boolean destroy(UUID id) {
        String attempt = "kill machine " + id;
        return calls.run(attempt, KILL, () -> ifThere(attempt, id, domain -> {
                    if (library.virDomainDestroyFlags(domain, 0) >= 0) {
                        return true;
                    }
                    HypervisorException failure = failure(attempt);
                    if (failure.kind() == Kind.NO_MACHINE) {
                        return false;
                    }
                    throw failure;
                })
                .orElse(false));
    }

    @Override
    public void shutdown(UUID id) {
        simply(
                "press the power button of machine " + id,
                id,
                domain -> library.virDomainShutdownFlags(domain, SHUTDOWN_BY_POWER_BUTTON));
    }

    @Override
    public void suspend(UUID id) {
        simply("pause machine " + id, id, library::virDomainSuspend);
    }

    @Override
    public void resume(UUID id) {
        simply("let machine " + id + " go on", id, library::virDomainResume, START);
    }

    @Override
    public String xml(UUID id) {
        String attempt = "read the XML of machine " + id;
        return calls.run(
                attempt,
                SHORT,
                () -> there(attempt, id, domain -> {
                    CString text = library.virDomainGetXMLDesc(domain, 0);
                    if (text == null) {
                        throw failure(attempt);
                    }
                    return text.toString();
                }));
    }

    @Override
    public HypervisorFacts facts() {
        String attempt = "ask for the capabilities";
        return calls.run(
                attempt,
                SHORT,
                () -> connection.use(attempt, current -> {
                    CString text = library.virConnectGetCapabilities(current);
                    if (text == null) {
                        throw failure(attempt);
                    }
                    return CapabilitiesXml.read(
                            text.toString(),
                            version(library::virConnectGetLibVersion, current),
                            version(library::virConnectGetVersion, current));
                }));
    }

    @Override
    public void listen(Consumer<MachineEvent> listener) {
        events.listen(listener);
        if (connection.connected()) {
            events.put(new MachineEvent.Connected());
        }
    }

    @Override
    public void close() {
        connection.close();
        calls.close();
        events.close();
    }

    private interface Version {
        int ask(ConnectionPointer connection, LongByReference version);
    }

    private String version(Version call, ConnectionPointer current) {
        LongByReference number = new LongByReference();
        if (call.ask(current, number) < 0) {
            throw failure("ask for the version");
        }
        long value = number.getValue();
        return "%d.%d.%d".formatted(value / 1_000_000, value / 1000 % 1000, value % 1000);
    }

    private void simply(String attempt, UUID id, Function<DomainPointer, Integer> call) {
        simply(attempt, id, call, SHORT);
    }

    private void simply(String attempt, UUID id, Function<DomainPointer, Integer> call, Duration deadline) {
        calls.run(
                attempt,
                deadline,
                () -> there(attempt, id, domain -> {
                    if (call.apply(domain) < 0) {
                        throw failure(attempt);
                    }
                    return true;
                }));
    }

    private <T> T there(String attempt, UUID id, Function<DomainPointer, T> call) {
        return ifThere(attempt, id, call)
                .orElseThrow(() -> new HypervisorException(
                        Kind.NO_MACHINE, "Cannot " + attempt + ": no such machine runs on this host"));
    }

    private <T> Optional<T> ifThere(String attempt, UUID id, Function<DomainPointer, T> call) {
        return connection.use(attempt, current -> {
            DomainPointer domain = library.virDomainLookupByUUIDString(current, id.toString());
            if (domain == null) {
                HypervisorException failure = failure(attempt);
                if (failure.kind() == Kind.NO_MACHINE) {
                    return Optional.<T>empty();
                }
                throw failure;
            }
            try {
                return Optional.of(call.apply(domain));
            } finally {
                library.virDomainFree(domain);
            }
        });
    }

    /// Reads what a domain is and does, without waiting for its process.
    ///
    /// @return empty if it ended meanwhile
    private Optional<Machine> read(DomainPointer domain) {
        IntByReference state = new IntByReference();
        IntByReference reason = new IntByReference();
        virDomainInfo info = new virDomainInfo();
        UUID id = id(library, domain);
        if (id == null
                || library.virDomainGetState(domain, state, reason, 0) < 0
                || library.virDomainGetInfo(domain, info) < 0) {
            HypervisorException failure = failure("read the state of a machine");
            if (failure.kind() == Kind.NO_MACHINE) {
                return Optional.empty();
            }
            throw failure;
        }
        return Optional.of(new Machine(
                id,
                library.virDomainGetName(domain),
                MachineState.of(state.getValue(), reason.getValue()),
                PauseReason.of(state.getValue(), reason.getValue()),
                info.cpuTime,
                info.memory.longValue(),
                info.nrVirtCpu));
    }

    private HypervisorException failure(String attempt) {
        return LibvirtErrors.translate(attempt, library.virGetLastError());
    }

    static @Nullable UUID id(LibvirtLibrary library, DomainPointer domain) {
        byte[] text = new byte[UUID_TEXT];
        return library.virDomainGetUUIDString(domain, text) < 0
                ? null
                : UUID.fromString(new String(text, 0, UUID_TEXT - 1, StandardCharsets.US_ASCII));
    }
}
