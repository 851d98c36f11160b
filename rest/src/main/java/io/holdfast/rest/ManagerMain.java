package io.holdfast.rest;

import io.holdfast.base.Clock;
import io.holdfast.base.ServiceNotification;
import io.holdfast.manager.Policy;
import io.holdfast.manager.Site;
import io.holdfast.manager.system.RunningSite;
import io.holdfast.manager.system.SqlInventory;
import io.holdfast.manager.system.WorldRunner;
import io.holdfast.power.PowerDrivers;
import io.holdfast.protocol.HostConnection;
import io.holdfast.protocol.wire.ConnectionOptions;
import io.holdfast.protocol.wire.Pem;
import io.holdfast.protocol.wire.StompHostConnection;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The manager's process:
///
///     java @manager.jvm.options -cp … io.holdfast.rest.ManagerMain --config FILE
///
/// Ends with status 2 if its configuration cannot be used, 1 if it cannot start, 0 after SIGTERM.
public final class ManagerMain {
    private ManagerMain() {}

    public static void main(String[] arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            end(2, "usage: ManagerMain --config FILE");
            return;
        }
        Properties properties = new Properties();
        Configuration configuration;
        try (Reader in = Files.newBufferedReader(Path.of(arguments[1]))) {
            properties.load(in);
            configuration = Configuration.of(properties);
        } catch (IOException unreadable) {
            end(2, "Cannot read the configuration " + arguments[1] + ": " + unreadable);
            return;
        } catch (IllegalArgumentException unusable) {
            end(2, "The configuration " + arguments[1] + " cannot be used:\n" + unusable.getMessage());
            return;
        }
        logTo(configuration.log());
        Logger log = LoggerFactory.getLogger(ManagerMain.class);
        configuration.effective(properties).forEach((key, value) -> log.info("{} = {}", key, value));
        try {
            start(configuration, log);
        } catch (IOException | RuntimeException failure) {
            log.error("Cannot start", failure);
            end(1, "The manager cannot start: " + failure.getMessage());
        }
    }

    private static void start(Configuration configuration, Logger log) throws IOException {
        Certificates certificates =
                Certificates.read(configuration.keystore(), Certificates.password(configuration.keystorePassword()));
        String password = Certificates.password(configuration.adminPassword());
        Site site = site(configuration);
        ManagerServer server;
        try {
            server = ManagerServer.start(
                    site,
                    configuration.address(),
                    configuration.port(),
                    certificates,
                    password,
                    configuration.console());
        } catch (RuntimeException failure) {
            site.close();
            throw failure;
        }
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                    server.close();
                    site.close();
                    log.info("Ended");
                }));
        ServiceNotification.ready();
        log.info(
                "Serving https://{}:{}/ as process {}",
                configuration.address().getHostAddress(),
                server.port(),
                ProcessHandle.current().pid());
    }

    private static Site site(Configuration configuration) throws IOException {
        SSLContext tls = Pem.context(configuration.certificate(), configuration.key(), configuration.authority());
        Path directory = configuration.database().toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Clock clock = Clock.system();
        WorldRunner runner = new WorldRunner(
                door -> StompHostConnection.open(
                        ConnectionOptions.to(door.address(), door.port(), tls), new HostConnection.Listener() {}),
                PowerDrivers.standard(),
                clock);
        SqlInventory inventory = SqlInventory.open(configuration.database());
        try {
            return RunningSite.start(inventory, Policy.standard().withGrace(configuration.grace()), runner, clock);
        } catch (RuntimeException failure) {
            inventory.close();
            throw failure;
        }
    }

    /// Before the first logger is asked for.
    private static void logTo(@Nullable Path directory) {
        if (directory != null) {
            System.setProperty("holdfast.log.directory", directory.toString());
        }
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty(
                    "logback.configurationFile",
                    directory == null ? "io/holdfast/rest/log-to-output.xml" : "io/holdfast/rest/log-to-file.xml");
        }
    }

    private static void end(int status, String message) {
        System.err.println(message);
        System.exit(status);
    }
}
