package io.holdfast.agent.fencing;

import io.holdfast.lease.Membership;
import io.holdfast.lease.socket.LeaseDaemonUnavailable;
import io.holdfast.lease.socket.LeaseRefused;
import io.holdfast.lease.socket.LeaseSocketClient;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.MalformedMessage;
import io.holdfast.lease.socket.StateEntry;
import io.holdfast.lease.socket.StateRecord;
import io.holdfast.protocol.HostSelfReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this host's lease daemon says of its own host ids, judged without good will: what it does not say, is
/// not so.
///
/// A host id counts as live while its lockspace is joined, nothing in it is being killed, and its last renewal
/// is not
/// older than 8 × its I/O time-out by the daemon's own clock. The watchdog counts as armed if the daemon says so
/// for
/// the
/// lockspace, or, where it does not speak of single lockspaces, if it uses the watchdog at all and has joined; it
/// then renews no lockspace that its watchdog does not know.
public final class LeaseDaemonView {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseDaemonView.class);
    private static final String USUAL_FIRE_TIMEOUT = "60";

    private final LeaseSocketClient daemon;

    public LeaseDaemonView(LeaseSocketClient daemon) {
        this.daemon = daemon;
    }

    /// This host in one lockspace.
    ///
    /// @param live see the class
    public record OwnLease(UUID domain, Membership membership, boolean live, boolean watchdogArmed, int fireTimeout) {}

    /// Every lockspace that is joined; none if the daemon does not answer.
    public List<OwnLease> ownLeases() {
        try {
            List<OwnLease> found = new ArrayList<>();
            Map<String, String> general = Map.of();
            for (StateEntry each : daemon.status()) {
                StateRecord record = each.record();
                if (record.kind() == StateRecord.Kind.DAEMON) {
                    general = record.values();
                }
                LockspaceAddress address = each.lockspace();
                if (record.kind() == StateRecord.Kind.LOCKSPACE
                        && address != null
                        && "spaces".equals(record.values().get("list"))) {
                    domain(record.name()).map(own(general, record, address)).ifPresent(found::add);
                }
            }
            return found;
        } catch (LeaseRefused | LeaseDaemonUnavailable | MalformedMessage e) {
            LOG.warn("The lease daemon does not tell its lockspaces: {}", e.getMessage());
            return List.of();
        }
    }

    private static Optional<UUID> domain(String lockspace) {
        try {
            return Optional.of(UUID.fromString(lockspace));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static java.util.function.Function<UUID, OwnLease> own(
            Map<String, String> general, StateRecord record, LockspaceAddress address) {
        Map<String, String> values = record.values();
        int ioTimeout = (int) number(values, "io_timeout", 0);
        long age = number(general, "monotime", Long.MAX_VALUE) - number(values, "renewal_last_success", 0);
        boolean live = number(values, "space_dead", 1) == 0
                && number(values, "killing_pids", 1) == 0
                && ioTimeout > 0
                && age <= 8L * ioTimeout;
        boolean armed = number(general, "use_watchdog", 0) == 1 && number(values, "watchdog_armed", 1) == 1;
        int fire = armed ? Integer.parseInt(general.getOrDefault("watchdog_fire_timeout", USUAL_FIRE_TIMEOUT)) : 0;
        Membership membership = new Membership(address.hostId(), number(values, "host_generation", 0), ioTimeout);
        return domain -> new OwnLease(domain, membership, live, armed, fire);
    }

    private static long number(Map<String, String> values, String key, long otherwise) {
        String value = values.get(key);
        return value == null || !value.matches("-?\\d{1,18}") ? otherwise : Long.parseLong(value);
    }

    /// This host in a domain's lockspace.
    public Optional<OwnLease> ownLease(UUID domain) {
        return ownLeases().stream().filter(each -> each.domain().equals(domain)).findFirst();
    }

    /// As managers are told.
    public List<HostSelfReport.Lockspace> report() {
        return ownLeases().stream()
                .map(each -> new HostSelfReport.Lockspace(
                        each.domain(),
                        Math.toIntExact(each.membership().hostId()),
                        each.membership().generation(),
                        each.membership().ioTimeout(),
                        each.watchdogArmed(),
                        each.fireTimeout()))
                .toList();
    }
}
