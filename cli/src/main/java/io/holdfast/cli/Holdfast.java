package io.holdfast.cli;

import io.holdfast.lab.LabCommand;
import io.holdfast.lab.demo.DemoCommand;
import io.holdfast.simulation.SimulationCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line `holdfast`. Each subcommand is a class of the module that it belongs to.
@Command(
        name = "holdfast",
        description = "Runs virtual machines on hosts that share storage, each exactly once.",
        version = "Holdfast 0.1",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LabCommand.class, DemoCommand.class, SimulationCommand.class})
public final class Holdfast {
    private Holdfast() {}

    /// Exit status: 0 done, 1 failed, 2 wrong arguments.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Holdfast()).execute(arguments));
    }
}
