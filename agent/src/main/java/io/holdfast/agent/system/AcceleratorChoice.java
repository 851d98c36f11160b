package io.holdfast.agent.system;

import io.holdfast.hypervisor.Accelerator;
import io.holdfast.hypervisor.AcceleratorTrial;
import io.holdfast.hypervisor.HypervisorException;
import io.holdfast.protocol.Fields;
import io.holdfast.protocol.Json;
import io.holdfast.protocol.MalformedMessage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The accelerator that guests of this host get: tried once a boot, in the background; what came of it is kept
/// in the
/// state directory, so that a restarted agent need not try again.
public final class AcceleratorChoice {
    private static final Logger LOG = LoggerFactory.getLogger(AcceleratorChoice.class);
    private static final Path EMULATOR = Path.of("/usr/bin/qemu-system-x86_64");
    private static final String FILE = "accelerator.json";

    private AcceleratorChoice() {}

    /// Begins to find out.
    public static CompletableFuture<Accelerator> find(DurableDirectory state, String bootId) {
        Optional<Accelerator> kept = kept(state, bootId);
        return kept.map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.supplyAsync(
                        () -> attempt(state, bootId),
                        task -> Thread.ofVirtual().name("accelerator trial").start(task)));
    }

    private static Optional<Accelerator> kept(DurableDirectory state, String bootId) {
        try {
            return state.read(FILE)
                    .map(bytes -> Fields.of(Json.parse(bytes), FILE))
                    .filter(fields -> fields.text("bootId").equals(bootId))
                    .map(fields -> Accelerator.valueOf(fields.text("accelerator")));
        } catch (MalformedMessage | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Accelerator attempt(DurableDirectory state, String bootId) {
        try {
            Accelerator found = AcceleratorTrial.run(EMULATOR);
            state.write(FILE, Json.bytes(Json.object().put("bootId", bootId).put("accelerator", found.name())));
            return found;
        } catch (HypervisorException e) {
            LOG.error("No accelerator could be tried; guests are emulated", e);
            return Accelerator.EMULATION;
        }
    }
}
