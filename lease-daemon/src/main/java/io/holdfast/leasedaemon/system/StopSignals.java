package io.holdfast.leasedaemon.system;

import java.lang.reflect.Proxy;

/// The signals that ask a program to end. Without a handler of its own the JVM would end at once, and leave the leases
/// to the watchdog.
///
/// `sun.misc.Signal` is the only way to them and is found by name: the compiler warns of it in a way that cannot be
/// suppressed.
public final class StopSignals {
    private StopSignals() {}

    /// Runs the work, on a thread of the JVM, at each HUP, INT and TERM.
    public static void handle(Runnable work) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (it, call, with) -> {
                        if (call.getName().equals("handle")) {
                            work.run();
                        }
                        return null;
                    });
            for (String each : new String[] {"HUP", "INT", "TERM"}) {
                Object one = signal.getConstructor(String.class).newInstance(each);
                var _ = signal.getMethod("handle", signal, handler).invoke(null, one, ours);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JVM cannot handle signals", e);
        }
    }
}
