package io.holdfast.agent;

import io.holdfast.agent.system.AcceleratorChoice;
import io.holdfast.agent.system.ConfigurationFile;
import io.holdfast.agent.system.DurableDirectory;
import io.holdfast.agent.system.HostFacts;
import io.holdfast.base.Clock;
import io.holdfast.base.ServiceNotification;
import io.holdfast.hypervisor.Accelerator;
import io.holdfast.hypervisor.LibvirtHypervisor;
import io.holdfast.protocol.wire.HostServer;
import io.holdfast.protocol.wire.Pem;
import io.holdfast.protocol.wire.PemException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `holdfast-agent --config FILE`: the program of a host. Stays in the foreground until it is told to end.
///
/// Run it with the options in the resource `agent.jvm.options` of this package; with them it needs less than 150
/// MB.
///
/// Exit status 0 after SIGTERM or SIGINT, 1 if it cannot start, 70 if it must not act any more (it could not
/// give up the
/// SPM role in time): whoever supervises it starts it again.
public final class AgentMain {
    private static final int MUST_NOT_ACT = 70;

    private AgentMain() {}

    /// Starts the agent.
    public static void main(String[] arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            System.err.println("usage: holdfast-agent --config FILE");
            System.exit(1);
        }
        try {
            run(Path.of(arguments[1]));
        } catch (InvalidConfiguration e) {
            System.err.println("Cannot use the configuration " + arguments[1] + ":\n" + e.getMessage());
            System.exit(1);
        } catch (UncheckedIOException | IllegalStateException | PemException e) {
            System.err.println("holdfast-agent cannot start: " + e.getMessage()
                    + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()));
            System.exit(1);
        }
    }

    private static void run(Path file) {
        Map<String, String> values = ConfigurationFile.read(file);
        AgentConfiguration configuration = AgentConfiguration.of(values);
        ConfigurationFile.directory(configuration.logDirectory().resolve("console"));
        // Read by the logging configuration, so it comes before the first logger.
        System.setProperty(
                "holdfast.log.directory", configuration.logDirectory().toString());
        Logger log = LoggerFactory.getLogger(AgentMain.class);
        AgentConfiguration.effective(values).forEach(log::info);

        SSLContext tls = Pem.context(configuration.certificate(), configuration.key(), configuration.authorities());
        HostFacts facts = new HostFacts(configuration.hostUuid());
        DurableDirectory state = new DurableDirectory(configuration.stateDirectory());
        CompletableFuture<Accelerator> accelerator =
                switch (configuration.accelerator()) {
                    case AUTO -> AcceleratorChoice.find(state, facts.bootId());
                    case KVM -> CompletableFuture.completedFuture(Accelerator.KVM);
                    case EMULATION -> CompletableFuture.completedFuture(Accelerator.EMULATION);
                };
        Agent agent = new Agent(
                configuration,
                facts,
                state,
                new LibvirtHypervisor(configuration.libvirtUri()),
                accelerator::join,
                Clock.system(),
                Math.toIntExact(ProcessHandle.current().pid()),
                why -> Runtime.getRuntime().halt(MUST_NOT_ACT));
        HostServer server = HostServer.start(
                new InetSocketAddress(configuration.listenAddress(), configuration.listenPort()), tls, agent.verbs());
        agent.publishTo(server::publish);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            agent.close();
        }));
        log.info(
                "Host {} of boot {} listens on {} port {}",
                facts.hardwareUuid(),
                facts.bootId(),
                configuration.listenAddress(),
                server.port());
        ServiceNotification.ready();
    }
}
