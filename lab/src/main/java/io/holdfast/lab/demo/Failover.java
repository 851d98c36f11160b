package io.holdfast.lab.demo;

import io.holdfast.lab.Fault;
import io.holdfast.lab.Lab;
import io.holdfast.lab.Waiting;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// The main story: a machine's host loses its power, the machine runs again elsewhere, its host comes back.
final class Failover {
    private static final double START_SECONDS = 120;
    private static final double AGAIN_SECONDS = 240;
    private static final double BACK_SECONDS = 300;

    private final Lab lab;
    private final Path home;
    private final Consumer<String> out;

    Failover(Lab lab, Path home, Consumer<String> out) {
        this.lab = lab;
        this.home = home;
        this.out = out;
    }

    /// What came out of it.
    ///
    /// @param cutToWrite seconds from the cut to the new copy's first write
    /// @param verdict    the checker's
    record Outcome(double cutToWrite, Verdict verdict) {}

    Outcome run(GuestFiles guest, String name) {
        out.accept("Making machine " + name
                + ": highly available, with a lease, a disk and a guest that writes every 100 ms.");
        DemoMachine machine = DemoMachine.create(lab, guest, name);
        machine.start();
        DiskHeader before = machine.awaitWrites(START_SECONDS, 20, Optional.empty());
        String host = Waiting.until(START_SECONDS, name + " is known to run on a host", machine::host);
        out.accept("It runs on " + host + " and writes (boot " + before.token() + ").");
        out.accept("");
        double cutToWrite;
        try (Timeline timeline = new Timeline(lab.api(), out)) {
            timeline.say("cutting the power of " + host);
            lab.fault(host, Fault.POWER_CUT);
            double cut = timeline.seconds();
            Optional<DiskHeader> last = machine.header();
            timeline.say("last write of the old copy: record "
                    + last.map(DiskHeader::sequence).orElse(0L));
            DiskHeader after = machine.awaitWrites(AGAIN_SECONDS, 0, last);
            cutToWrite = timeline.seconds() - cut;
            timeline.say("first write of the new copy (boot " + after.token() + ")");
            Waiting.untilTrue(
                    BACK_SECONDS, host + " is up again", () -> status(host).equals("up"));
            timeline.say(host + " is up again");
            machine.awaitWrites(START_SECONDS, 20, last);
            String now = machine.host().orElse("no host");
            timeline.say(name + " runs on " + now + "; stopping it to read its disk");
            machine.stop();
        }
        out.accept("");
        out.accept("The disk, read by lab/checker/check-exactly-once:");
        Verdict verdict = machine.judge(home, 2);
        verdict.words().forEach(line -> out.accept("  " + line));
        out.accept("");
        out.accept(String.format(Locale.ROOT, "Power cut to the new copy's first write: %.1f s", cutToWrite));
        machine.remove();
        return new Outcome(cutToWrite, verdict);
    }

    private String status(String host) {
        for (JsonNode each : lab.api().list("/hosts", "host")) {
            if (each.path("name").asString("").equals(host)) {
                return each.path("status").asString("");
            }
        }
        return "";
    }
}
