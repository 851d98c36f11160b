package io.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AgentConfigurationTest {
    private static final Map<String, String> LEAST =
            Map.of("tls.certificate", "/pki/host.pem", "tls.key", "/pki/host.key", "tls.ca", "/pki/ca.pem");

    private static Map<String, String> with(String key, String value) {
        Map<String, String> values = new HashMap<>(LEAST);
        values.put(key, value);
        return values;
    }

    private static void refused(Map<String, String> values, String... why) {
        assertThatThrownBy(() -> AgentConfiguration.of(values))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContainingAll(why);
    }

    @Test
    void theseAreTheDefaults() {
        assertThat(AgentConfiguration.of(LEAST))
                .isEqualTo(new AgentConfiguration(
                        "::",
                        54321,
                        Path.of("/pki/host.pem"),
                        Path.of("/pki/host.key"),
                        Path.of("/pki/ca.pem"),
                        Path.of("/var/lib/holdfast/agent"),
                        Path.of("/rhev/data-center"),
                        Path.of("/run/sanlock/sanlock.sock"),
                        10,
                        "qemu:///system",
                        Optional.empty(),
                        Path.of("/var/log/holdfast"),
                        AgentConfiguration.AcceleratorChoice.AUTO));
    }

    @Test
    void valuesAreRead() {
        UUID host = UUID.randomUUID();
        assertThat(AgentConfiguration.of(with("host.uuid", host.toString())).hostUuid())
                .contains(host);
        assertThat(AgentConfiguration.of(with("lease.io-timeout", "2")).ioTimeout())
                .isEqualTo(2);
        assertThat(AgentConfiguration.of(with("machine.accelerator", "emulation"))
                        .accelerator())
                .isEqualTo(AgentConfiguration.AcceleratorChoice.EMULATION);
    }

    @Test
    void anUnknownKeyIsRefusedWithTheNearestKnownOne() {
        refused(with("tls.certficate", "/x"), "\"tls.certficate\"", "\"tls.certificate\"");
    }

    @Test
    void allProblemsAreToldTogether() {
        Map<String, String> values = with("listen.port", "70000");
        values.put("state.directory", "relative");
        values.put("host.uuid", "no uuid");
        values.remove("tls.key");

        refused(values, "\"listen.port\"", "\"state.directory\"", "\"host.uuid\"", "\"tls.key\" must be set");
    }

    @Test
    void effectiveValuesTellWhereTheyAreFrom() {
        assertThat(AgentConfiguration.effective(with("listen.port", "1")))
                .contains("listen.port = 1 (configured)", "lease.io-timeout = 10 (default)");
    }
}
