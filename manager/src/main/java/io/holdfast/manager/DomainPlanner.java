package io.holdfast.manager;

import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.DataCenterStatus;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostReport;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.JobStatus;
import io.holdfast.manager.inventory.StorageConnection;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.StorageDomainStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Creates, attaches and activates storage domains, and tells active from inactive by what hosts report.
final class DomainPlanner {
    /// Lost answers to the creation of a domain before it is given up.
    private static final int TRIES = 5;

    private static final Duration SPACE = Duration.ofMinutes(1);

    private final Map<UUID, Integer> failures = new HashMap<>();
    private final Map<UUID, Instant> nextTry = new HashMap<>();
    private final Map<UUID, Instant> badSince = new HashMap<>();
    private final Map<UUID, Instant> nextSpace = new HashMap<>();

    void plan(Turn turn) {
        for (StorageDomain domain : turn.state.all(StorageDomain.class)) {
            switch (domain.status()) {
                case UNINITIALIZED -> create(turn, domain);
                case LOCKED -> attach(turn, domain);
                case ACTIVATING -> activate(turn, domain);
                case ACTIVE, INACTIVE -> compare(turn, domain);
                case UNATTACHED, UNKNOWN, PREPARING_FOR_MAINTENANCE, MAINTENANCE, DETACHING -> {}
            }
        }
    }

    private void create(Turn turn, StorageDomain domain) {
        if (!turn.due(nextTry.get(domain.id()))) {
            return;
        }
        UUID wanted = turn.state.pinned(domain.id());
        turn.state.all(Host.class).stream()
                .filter(each -> isUp(turn, each))
                .min(Comparator.comparing((Host each) -> !each.id().equals(wanted))
                        .thenComparingInt(Host::hostId))
                .ifPresent(host -> turn.request(new Action.CreateDomain(host.id(), domain, connection(turn, domain))));
    }

    /// Takes the answer to [Action.CreateDomain].
    void created(Turn turn, Action.CreateDomain action, Reply reply) {
        StorageDomain domain =
                turn.state.find(StorageDomain.class, action.domain().id());
        if (domain == null || domain.status() != StorageDomainStatus.UNINITIALIZED) {
            return;
        }
        if (reply instanceof Reply.Failed failed) {
            boolean final_ = failed.kind() == Reply.Failed.Kind.REFUSED || later(turn, domain.id()) >= TRIES;
            if (final_) {
                turn.event(
                        EventType.DOMAIN_ADD_FAILED,
                        "Storage domain " + domain.name() + " could not be created: " + failed.message(),
                        turn.about(domain));
                turn.end(JobKind.CREATE_STORAGE_DOMAIN, domain.id(), JobStatus.FAILED, failed.message());
                turn.remove(domain);
                forget(turn, domain.id());
            }
            return;
        }
        forget(turn, domain.id());
        turn.put(domain.to(StorageDomainStatus.UNATTACHED, "", turn.now));
        turn.event(EventType.DOMAIN_ADDED, "Storage domain " + domain.name() + " was created.", turn.about(domain));
        turn.end(JobKind.CREATE_STORAGE_DOMAIN, domain.id(), JobStatus.FINISHED, "created");
        turn.request(new Action.ReadSpace(action.host(), domain.id()));
    }

    private void attach(Turn turn, StorageDomain domain) {
        DataCenter dataCenter = dataCenter(turn, domain);
        if (dataCenter == null || !turn.due(nextTry.get(domain.id()))) {
            return;
        }
        if (dataCenter.masterDomain() == null) {
            first(turn, dataCenter)
                    .ifPresent(host -> turn.request(new Action.CreatePool(
                            host.id(), dataCenter.id(), dataCenter.name(), domain, connection(turn, domain), 1)));
            return;
        }
        Host spm = spm(turn, dataCenter);
        if (spm != null) {
            turn.request(new Action.AttachDomain(spm.id(), dataCenter.id(), domain, connection(turn, domain)));
        }
    }

    private static Optional<Host> first(Turn turn, DataCenter dataCenter) {
        return turn.state.hostsOf(dataCenter.id()).stream()
                .filter(each -> isUp(turn, each))
                .min(Comparator.comparingInt(Host::hostId));
    }

    /// Takes the answer to [Action.CreatePool].
    void poolCreated(Turn turn, Action.CreatePool action, Reply reply) {
        StorageDomain domain =
                turn.state.find(StorageDomain.class, action.master().id());
        DataCenter dataCenter = turn.state.find(DataCenter.class, action.pool());
        if (domain == null || dataCenter == null || domain.status() != StorageDomainStatus.LOCKED) {
            return;
        }
        if (reply instanceof Reply.Failed failed) {
            attachFailed(turn, domain, failed);
            return;
        }
        turn.put(dataCenter
                .withMaster(domain.id(), action.masterVersion())
                .to(DataCenterStatus.NON_RESPONSIVE, turn.now));
        attached(turn, domain);
    }

    /// Takes the answer to [Action.AttachDomain].
    void attached(Turn turn, Action.AttachDomain action, Reply reply) {
        StorageDomain domain =
                turn.state.find(StorageDomain.class, action.domain().id());
        if (domain == null || domain.status() != StorageDomainStatus.LOCKED) {
            return;
        }
        if (reply instanceof Reply.Failed failed) {
            attachFailed(turn, domain, failed);
        } else {
            attached(turn, domain);
        }
    }

    private void attached(Turn turn, StorageDomain domain) {
        forget(turn, domain.id());
        turn.put(domain.to(StorageDomainStatus.ACTIVATING, "attached; being activated", turn.now));
        turn.event(EventType.DOMAIN_ATTACHED, "Storage domain " + domain.name() + " was attached.", turn.about(domain));
        turn.progress(JobKind.ATTACH_STORAGE_DOMAIN, domain.id(), "attached; being activated");
    }

    private void attachFailed(Turn turn, StorageDomain domain, Reply.Failed failed) {
        turn.put(domain.to(domain.status(), failed.message(), turn.now));
        if (failed.kind() != Reply.Failed.Kind.REFUSED && later(turn, domain.id()) < TRIES) {
            return;
        }
        forget(turn, domain.id());
        turn.put(domain.of(null).to(StorageDomainStatus.UNATTACHED, failed.message(), turn.now));
        turn.event(
                EventType.DOMAIN_ATTACH_FAILED,
                "Storage domain " + domain.name() + " could not be attached: " + failed.message(),
                turn.about(domain));
        turn.end(JobKind.ATTACH_STORAGE_DOMAIN, domain.id(), JobStatus.FAILED, failed.message());
    }

    private void activate(Turn turn, StorageDomain domain) {
        DataCenter dataCenter = dataCenter(turn, domain);
        Host spm = dataCenter == null ? null : spm(turn, dataCenter);
        if (dataCenter == null || spm == null) {
            return;
        }
        if (turn.state.runtime(spm.id()).connectedTo != null && turn.due(nextTry.get(domain.id()))) {
            turn.request(new Action.ActivateDomain(spm.id(), dataCenter.id(), domain.id()));
        }
    }

    /// Takes the answer to [Action.ActivateDomain].
    void activated(Turn turn, Action.ActivateDomain action, Reply reply) {
        StorageDomain domain = turn.state.find(StorageDomain.class, action.domain());
        if (domain == null || domain.status() != StorageDomainStatus.ACTIVATING) {
            return;
        }
        if (reply instanceof Reply.Failed failed) {
            turn.put(domain.to(domain.status(), failed.message(), turn.now));
            turn.progress(JobKind.ATTACH_STORAGE_DOMAIN, domain.id(), failed.message());
            if (later(turn, domain.id()) == TRIES) {
                turn.event(
                        EventType.DOMAIN_ACTIVATE_FAILED,
                        "Storage domain " + domain.name() + " could not be activated yet: " + failed.message(),
                        turn.about(domain));
            }
            return;
        }
        forget(turn, domain.id());
        turn.put(domain.to(StorageDomainStatus.ACTIVE, "", turn.now));
        turn.event(EventType.DOMAIN_ACTIVATED, "Storage domain " + domain.name() + " is active.", turn.about(domain));
        turn.end(JobKind.ATTACH_STORAGE_DOMAIN, domain.id(), JobStatus.FINISHED, "active");
    }

    /// A domain that no host which is Up can use for too long is inactive; one host that can is enough to be active
    /// again.
    private void compare(Turn turn, StorageDomain domain) {
        DataCenter dataCenter = dataCenter(turn, domain);
        if (dataCenter == null) {
            return;
        }
        List<HostReport> reports = turn.state.hostsOf(dataCenter.id()).stream()
                .filter(each -> isUp(turn, each))
                .map(each -> turn.state.report(each.id()))
                .filter(each -> each != null)
                .toList();
        boolean usable = reports.stream()
                .map(each -> each.domains().get(domain.id()))
                .anyMatch(each -> each != null && each.usable());
        if (usable) {
            badSince.remove(domain.id());
            space(turn, dataCenter, domain);
            if (domain.status() == StorageDomainStatus.INACTIVE) {
                turn.put(domain.to(StorageDomainStatus.ACTIVE, "", turn.now));
                turn.event(
                        EventType.DOMAIN_ACTIVATED,
                        "Storage domain " + domain.name() + " is reached again.",
                        turn.about(domain));
            }
        } else if (!reports.isEmpty() && domain.status() == StorageDomainStatus.ACTIVE) {
            Instant since = badSince.computeIfAbsent(domain.id(), _ -> turn.now);
            if (turn.due(since.plus(turn.policy.domainTolerance()))) {
                turn.put(domain.to(StorageDomainStatus.INACTIVE, "no host reaches it", turn.now));
                turn.event(
                        EventType.DOMAIN_INACTIVE,
                        "No host that is Up reaches storage domain " + domain.name() + ".",
                        turn.about(domain));
            }
        }
    }

    private void space(Turn turn, DataCenter dataCenter, StorageDomain domain) {
        Host spm = spm(turn, dataCenter);
        if (spm != null && turn.due(nextSpace.get(domain.id()))) {
            nextSpace.put(domain.id(), turn.in(SPACE));
            turn.request(new Action.ReadSpace(spm.id(), domain.id()));
        }
    }

    /// Takes the answer to [Action.ReadSpace].
    void spaceRead(Turn turn, Action.ReadSpace action, Reply reply) {
        StorageDomain domain = turn.state.find(StorageDomain.class, action.domain());
        if (domain != null && reply instanceof Reply.Space space) {
            turn.put(domain.sized(space.size(), space.free()));
        }
    }

    /// The host that acts as SPM, if it is up and known to act.
    static @Nullable Host spm(Turn turn, DataCenter dataCenter) {
        UUID spm = dataCenter.spmHost();
        if (spm == null || dataCenter.status() != DataCenterStatus.UP) {
            return null;
        }
        Host host = turn.state.host(spm);
        return isUp(turn, host) ? host : null;
    }

    static boolean isUp(Turn turn, Host host) {
        return turn.state.hostState(host.id()).status() == HostStatus.UP
                && turn.state.runtime(host.id()).lastGood != null;
    }

    private static @Nullable DataCenter dataCenter(Turn turn, StorageDomain domain) {
        return domain.dataCenter() == null ? null : turn.state.find(DataCenter.class, domain.dataCenter());
    }

    private static StorageConnection connection(Turn turn, StorageDomain domain) {
        return turn.state.get(StorageConnection.class, domain.connection());
    }

    private int later(Turn turn, UUID domain) {
        int count = failures.merge(domain, 1, Integer::sum);
        Instant next = turn.in(turn.policy.pause(count));
        nextTry.put(domain, next);
        turn.wakeAt(next);
        return count;
    }

    private void forget(Turn turn, UUID domain) {
        failures.remove(domain);
        nextTry.remove(domain);
        turn.state.pin(domain, null);
    }
}
