package io.holdfast.leasedaemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.leasedaemon.DaemonOptions.WatchdogKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OptionsReaderTest {
    private final OptionsReader reader = new OptionsReader();

    @Test
    void theDefaultsAreTheOriginals() {
        assertThat(reader.options())
                .isEqualTo(new DaemonOptions(
                        false,
                        10,
                        "",
                        40,
                        true,
                        "sanlock",
                        "sanlock",
                        60,
                        WatchdogKind.WDMD,
                        "",
                        "/var/log/sanlock.log"));
    }

    @Test
    void theCommandLineWinsOverTheFile() throws OptionsReader.Unusable {
        reader.readConfiguration(List.of(
                "# a comment", "", "use_watchdog = 0", "our_host_name = fromfile", "io_timeout=5", "unknown = 1"));
        reader.readArguments(List.of("-D", "-w", "1", "-e", "fromline", "-t", "4"));
        DaemonOptions options = reader.options();
        assertThat(options.hostName()).isEqualTo("fromline");
        assertThat(options.ioTimeout()).isEqualTo(5);
        assertThat(options.watchdog()).isEqualTo(WatchdogKind.WDMD);
        assertThat(options.foreground()).isTrue();
    }

    @Test
    void noWatchdogIsFedWhenItIsSwitchedOff() throws OptionsReader.Unusable {
        reader.readProperties(Map.of("watchdog", "pipe", "watchdog.path", "/p"));
        assertThat(reader.options().watchdog()).isEqualTo(WatchdogKind.PIPE);
        reader.readArguments(List.of("-w", "0"));
        assertThat(reader.options().watchdog()).isEqualTo(WatchdogKind.NONE);
    }

    @Test
    void whatIsOutOfBoundsChangesNothing() throws OptionsReader.Unusable {
        reader.readArguments(List.of("-g", "61", "-o", "0", "-o", "256", "-o", "x"));
        assertThat(reader.options().killGrace()).isEqualTo(40);
        assertThat(reader.options().ioTimeout()).isEqualTo(10);
    }

    @Test
    void whatIsUnknownStopsTheStart() {
        assertThatThrownBy(() -> reader.readArguments(List.of("-w0", "x"))).hasMessageContaining("-w0");
        assertThatThrownBy(() -> reader.readArguments(List.of("-e"))).hasMessageContaining("no value");
        assertThatThrownBy(() -> reader.readProperties(Map.of("watchdgo", "none")))
                .hasMessageContaining("watchdgo");
        assertThatThrownBy(() -> reader.readProperties(Map.of("watchdog", "ipmi")))
                .hasMessageContaining("ipmi");
    }

    @Test
    void aHostNameIsCutToWhatALeaseCanHold() throws OptionsReader.Unusable {
        reader.readArguments(List.of("-e", "n".repeat(60)));
        assertThat(reader.options().ownerName("unused").toString()).isEqualTo("n".repeat(47));
    }
}
