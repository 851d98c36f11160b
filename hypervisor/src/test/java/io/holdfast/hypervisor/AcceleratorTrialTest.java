package io.holdfast.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AcceleratorTrialTest {
    @Test
    void theTrialGuestRunsAtLeastByEmulation() {
        TestHost.require("qemu-system-x86_64");

        assertThat(AcceleratorTrial.run(Path.of("/usr/bin/qemu-system-x86_64"))).isNotNull();
    }

    @Test
    void anEmulatorThatRunsNoGuestIsRefused() {
        assertThatThrownBy(() -> AcceleratorTrial.run(Path.of("/bin/false")))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("/bin/false");
    }
}
