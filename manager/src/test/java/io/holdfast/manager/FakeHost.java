package io.holdfast.manager;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A host of the fake world: what it is and does, whoever knows of it.
final class FakeHost {
    final String name;
    final UUID hardware;
    final Map<UUID, UUID> machines = new LinkedHashMap<>(); // machine -> start id
    final Set<UUID> startsSeen = new LinkedHashSet<>();
    final Map<UUID, String> domains = new LinkedHashMap<>();
    final Map<UUID, Long> generations = new LinkedHashMap<>();
    final Set<UUID> down = new LinkedHashSet<>(); // machines whose remains are listed
    final Set<UUID> ended = new LinkedHashSet<>(); // machines that ended by themselves
    int hostId;
    boolean power = true;
    boolean network = true;
    boolean storage = true;
    boolean armed = true;
    boolean losesStartAnswers;
    boolean refusesStarts;
    int boots = 1;

    @Nullable Instant bootDone;

    boolean spm;
    long epoch;

    @Nullable UUID owner;

    Device device = Device.OBEYS;
    boolean deviceSaysOff;

    /// How the host's power device behaves.
    enum Device {
        OBEYS,
        DEAD,
        REFUSES,
        LIES
    }

    FakeHost(String name, UUID hardware) {
        this.name = name;
        this.hardware = hardware;
    }

    String bootId() {
        return name + " boot " + boots;
    }

    boolean answers(Instant now) {
        return power && network && (bootDone == null || !bootDone.isAfter(now));
    }

    void cut() {
        power = false;
        machines.clear();
        down.clear();
        domains.clear();
        spm = false;
    }

    void boot(Instant done) {
        if (!power) {
            power = true;
            network = true;
            boots++;
            bootDone = done;
        }
    }
}
