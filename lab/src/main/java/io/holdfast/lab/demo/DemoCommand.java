package io.holdfast.lab.demo;

import io.holdfast.lab.Lab;
import io.holdfast.lab.LabException;
import io.holdfast.lab.LabOptions;
import io.holdfast.lab.RestClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast demo …`: what Holdfast is for, shown on a running lab.
@Command(
        name = "demo",
        description = "Shows on a running lab what Holdfast is for.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DemoCommand.FailoverCommand.class})
public final class DemoCommand {

    @Command(
            name = "failover",
            description = "Cuts the power of a highly available machine's host, and judges by the machine's disk.",
            mixinStandardHelpOptions = true)
    static final class FailoverCommand implements Callable<Integer> {
        @Option(names = "--name", description = "The lab's name, if there are several (default: lab).")
        private String name = LabOptions.standard().name();

        @Option(names = "--cuts", description = "How many times, one after the other (default: 1).")
        private int cuts = 1;

        @Override
        public Integer call() {
            try {
                Lab lab = Lab.find(name);
                System.out.println("Building the guest (once; Debian's kernel is fetched) …");
                GuestFiles guest = GuestFiles.build(Lab.home());
                List<Double> times = new ArrayList<>();
                boolean good = true;
                for (int cut = 1; cut <= cuts; cut++) {
                    Failover.Outcome outcome = new Failover(lab, Lab.home(), System.out::println)
                            .run(guest, "demo-" + Long.toString(System.currentTimeMillis() / 1000, 36));
                    times.add(outcome.cutToWrite());
                    good &= outcome.verdict().exactlyOnce();
                }
                if (cuts > 1) {
                    Collections.sort(times);
                    System.out.printf(Locale.ROOT, "Median of %d cuts: %.1f s%n", cuts, times.get(times.size() / 2));
                }
                return good ? 0 : 1;
            } catch (LabException | RestClient.RefusedException e) {
                System.err.println("holdfast: " + e.getMessage());
                return 1;
            }
        }
    }
}
