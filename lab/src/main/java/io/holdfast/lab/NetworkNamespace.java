package io.holdfast.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Opens sockets in another network namespace than the process's own. A socket stays in the namespace of the
/// thread that made it, so one thread goes there, makes it, and ends; no relay process is needed.
final class NetworkNamespace {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_RDONLY = 0;
    private static final String LOOPBACK = "127.0.0.1";

    private NetworkNamespace() {}

    /// Listens on 127.0.0.1 of the namespace that `file` stands for (as in `/proc/PID/ns/net`).
    ///
    /// @throws LabException if the port is taken there
    static ServerSocketChannel listenOnLoopback(Path file, int port) {
        try {
            return inside(file, () -> {
                ServerSocketChannel channel = ServerSocketChannel.open();
                return channel.bind(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port));
            });
        } catch (IOException e) {
            throw new LabException("Port " + port + " on 127.0.0.1 is taken; choose another one with --port.", e);
        }
    }

    private static <T> T inside(Path file, Callable<T> action) throws IOException {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter(file);
            return action.call();
        });
        // A platform thread: it carries its namespace, and no other task may ever run on it.
        Thread.ofPlatform().name("network namespace").daemon().start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException known) {
                throw known;
            }
            throw new LabException("Cannot open a socket in " + file + ": " + e.getCause(), e);
        }
    }

    private static void enter(Path file) {
        Linker linker = Linker.nativeLinker();
        MethodHandle open = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("open"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        MethodHandle setns = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setns"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        MethodHandle close = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) open.invokeExact(arena.allocateFrom(file.toString()), O_RDONLY);
            int result = descriptor < 0 ? -1 : (int) setns.invokeExact(descriptor, CLONE_NEWNET);
            int closed = descriptor < 0 ? 0 : (int) close.invokeExact(descriptor);
            if (result != 0 || closed != 0) {
                throw new LabException("Cannot enter the network namespace " + file);
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new LabException("Cannot enter the network namespace " + file, e);
        }
    }
}
