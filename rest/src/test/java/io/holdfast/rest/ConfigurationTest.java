package io.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class ConfigurationTest {
    @Test
    void defaults() {
        Configuration configuration = Configuration.of(required());
        assertThat(configuration.address().getHostAddress()).isEqualTo("0.0.0.0");
        assertThat(configuration.port()).isEqualTo(8443);
        assertThat(configuration.grace()).isEqualTo(Duration.ofSeconds(30));
        assertThat(configuration.console()).isNull();
        assertThat(configuration.log()).isNull();
        assertThat(configuration.database()).isEqualTo(Path.of("/x/database.file"));
    }

    @Test
    void theOriginOfEachValueIsTold() {
        Properties properties = required();
        properties.setProperty("listen.port", "443");
        assertThat(Configuration.of(properties).effective(properties))
                .containsEntry("listen.port", "443 (configured)")
                .containsEntry("grace.seconds", "30 (default)")
                .hasSize(12);
    }

    @Test
    void allProblemsAreToldTogether() {
        Properties properties = required();
        properties.remove("pki.key");
        properties.setProperty("listen.prot", "8443");
        properties.setProperty("listen.port", "80000");
        properties.setProperty("grace.seconds", "soon");
        assertThatThrownBy(() -> Configuration.of(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("""
                        Unknown key 'listen.prot'; did you mean 'listen.port'?
                        Key 'listen.port' is '80000': expected 1 to 65535
                        Key 'pki.key' is missing
                        Key 'grace.seconds' is 'soon': expected 1 to 3600""");
    }

    private static Properties required() {
        Properties properties = new Properties();
        for (String key : new String[] {
            "tls.keystore",
            "tls.password-file",
            "database.file",
            "pki.ca",
            "pki.certificate",
            "pki.key",
            "admin.password-file"
        }) {
            properties.setProperty(key, "/x/" + key);
        }
        return properties;
    }
}
