package io.holdfast.simulation;

import io.holdfast.base.Clock;
import io.holdfast.manager.Guard;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `holdfast sim`: many whole sites on virtual time, each with its own faults.
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        description = {
            "Runs whole sites on virtual time: the real classes of lease and manager between simulated hosts, storage,"
                    + " power devices and network that fail as the seed says.",
            "Exit status 1 if any machine or SPM ever was where it must not be; with --progress also if a site did not"
                    + " get well again after everything had been mended."
        })
public final class SimulationCommand implements Callable<Integer> {
    @Option(names = "--seeds", description = "How many seeds to run (default: ${DEFAULT-VALUE}).")
    private int seeds = 100;

    @Option(names = "--seed", description = "Run this seed only and tell its whole story.")
    private @Nullable Long seed;

    @Option(
            names = "--without",
            description = "Take one guard out and stop at the first seed that shows it: ${COMPLETION-CANDIDATES}.")
    private @Nullable Guard without;

    @Option(
            names = "--guards",
            description =
                    "After the seeds, take each guard out in turn and see that it is missed within as many seeds.")
    private boolean guards;

    @Option(names = "--progress", description = "Fail on sites that did not get well again, too.")
    private boolean progress;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new ParameterException(spec.commandLine(), "--seeds takes a number from 1, not " + seeds);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (seed != null) {
            return one(out, seed) ? 0 : 1;
        }
        if (without != null) {
            return missed(out, without) ? 1 : 0;
        }
        boolean good = all(out);
        if (guards) {
            for (Guard each : Guard.values()) {
                good &= missed(out, each);
            }
        }
        return good ? 0 : 1;
    }

    private boolean one(PrintWriter out, long number) {
        Simulation.Outcome outcome = Simulation.run(number, without);
        outcome.story().forEach(out::println);
        outcome.violations().stream().limit(10).forEach(each -> out.println("VIOLATION " + each));
        if (!outcome.unfinished().isEmpty()) {
            out.println("NOT WELL " + outcome.unfinished());
        }
        out.flush();
        return outcome.isGood();
    }

    private boolean all(PrintWriter out) {
        long began = Clock.system().monotonicNanos();
        AtomicLong virtual = new AtomicLong();
        AtomicInteger done = new AtomicInteger();
        AtomicInteger bad = new AtomicInteger();
        AtomicInteger unwell = new AtomicInteger();
        LongStream.rangeClosed(1, seeds).parallel().forEach(number -> {
            Simulation.Outcome outcome = Simulation.run(number, null);
            virtual.addAndGet(outcome.virtual().toNanos());
            if (!outcome.isGood()) {
                (outcome.violations().isEmpty() ? unwell : bad).incrementAndGet();
                synchronized (out) {
                    outcome.violations().stream().limit(1).forEach(each -> out.println("seed " + number + ": " + each));
                    if (!outcome.unfinished().isEmpty()) {
                        out.println("seed " + number + " did not get well: " + outcome.unfinished());
                    }
                    out.flush();
                }
            }
            int count = done.incrementAndGet();
            if (count % 100 == 0) {
                out.printf("%d of %d seeds%n", count, seeds);
                out.flush();
            }
        });
        double real = (Clock.system().monotonicNanos() - began) / 1e9;
        double hours = virtual.get() / 3.6e12;
        out.printf(
                "%d seeds, %.1f site-hours in %.1f s: %.0f x real time; %d broken, %d not well%n",
                seeds, hours, real, hours * 3600 / real, bad.get(), unwell.get());
        out.flush();
        return bad.get() == 0 && (!progress || unwell.get() == 0);
    }

    /// Whether some seed breaks without the guard.
    private boolean missed(PrintWriter out, Guard guard) {
        var found = LongStream.rangeClosed(1, seeds)
                .parallel()
                .filter(number -> !Simulation.run(number, guard).violations().isEmpty())
                .findFirst();
        if (found.isPresent()) {
            out.printf(
                    "without %s: %s (replay: sim --seed %d --without %s)%n",
                    guard, Simulation.run(found.getAsLong(), guard).violations().getFirst(), found.getAsLong(), guard);
        } else {
            out.printf("without %s: not noticed in %d seeds%n", guard, seeds);
        }
        out.flush();
        return found.isPresent();
    }
}
