package io.holdfast.hypervisor;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/// libvirt's C functions: libvirt-java's binding and what it lacks. Its object layer is not used: it hides the
/// reason
/// of a state, frees domains in finalizers, and cannot be given deadlines.
interface LibvirtLibrary extends Libvirt {
    /// Tells state and reason, numbers of `virDomainState` and the enumeration for that state.
    int virDomainGetState(DomainPointer domain, IntByReference state, IntByReference reason, int flags);

    /// Lists domains.
    ///
    /// @param domains receives an array that the caller frees, of domains that the caller frees
    int virConnectListAllDomains(ConnectionPointer connection, PointerByReference domains, int flags);

    /// As `virDomainDestroy`; no flags means SIGTERM, then SIGKILL.
    int virDomainDestroyFlags(DomainPointer domain, int flags);

    /// As `virDomainShutdown`, by the way that the flags name.
    int virDomainShutdownFlags(DomainPointer domain, int flags);

    /// The signature of `VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON`.
    interface DiskErrorCallback extends VirDomainEventCallback {
        /// Called on the event loop's thread.
        void eventCallback(
                ConnectionPointer connection,
                DomainPointer domain,
                @Nullable String path,
                @Nullable String alias,
                int action,
                @Nullable String reason,
                @Nullable Pointer opaque);
    }

    /// Loads `libvirt.so.0`; done by the first use of [Holder#LIBRARY].
    final class Holder {
        // Kept from the collector, because libvirt keeps their addresses; before the library, which is given them.
        private static final VirErrorCallback SILENCE = (opaque, error) -> {};
        private static final VirEventTimeoutCallback TICK = (timer, opaque) -> {};

        static final LibvirtLibrary LIBRARY = load();

        private Holder() {}

        private static LibvirtLibrary load() {
            LibvirtLibrary library = Native.load("virt", LibvirtLibrary.class);
            library.virInitialize();
            // Errors are reported by exceptions; libvirt would print each to the standard error as well.
            library.virSetErrorFunc(Pointer.NULL, SILENCE);
            library.virEventRegisterDefaultImpl();
            Thread loop = new Thread(() -> runEvents(library), "libvirt-events");
            loop.setDaemon(true);
            loop.start();
            return library;
        }

        private static void runEvents(LibvirtLibrary library) {
            // Wakes the loop, so that connections opened later are noticed even if the first turn found nothing.
            library.virEventAddTimeout(1000, TICK, Pointer.NULL, Pointer.NULL);
            while (library.virEventRunDefaultImpl() >= 0) {
                // One turn per event or second.
            }
            throw new IllegalStateException("libvirt's event loop ended");
        }
    }
}
