package io.holdfast.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a site process is told on its command line.
///
/// @param lab      how the lab is to be
/// @param loopback a file that stands for the network namespace in which people reach the console
record SiteOptions(LabOptions lab, Path loopback) {

    List<String> arguments() {
        List<String> list = new ArrayList<>(List.of(
                lab.name(),
                Integer.toString(lab.hosts()),
                Integer.toString(lab.port()),
                Integer.toString(lab.ioTimeoutSeconds()),
                lab.leaseDaemon().word(),
                Boolean.toString(lab.bare()),
                loopback.toString()));
        lab.graceSeconds().ifPresent(seconds -> list.add(Integer.toString(seconds)));
        return list;
    }

    static SiteOptions of(String[] arguments) {
        if (arguments.length < 7) {
            throw new LabException("The site process is started by `holdfast lab up`, not by hand.");
        }
        return new SiteOptions(
                new LabOptions(
                        arguments[0],
                        Integer.parseInt(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        Integer.parseInt(arguments[3]),
                        arguments.length > 7 ? Optional.of(Integer.valueOf(arguments[7])) : Optional.empty(),
                        LabOptions.LeaseDaemon.valueOf(arguments[4].toUpperCase(Locale.ROOT)),
                        Boolean.parseBoolean(arguments[5])),
                Path.of(arguments[6]));
    }
}
