package io.holdfast.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/// What is fixed about a host, over all its boots.
///
/// @param index              from 1; also its host id on the storage
/// @param name               `host-1`…
/// @param uuid               SMBIOS system UUID, lower case
/// @param folder             its own disk: configuration, state, logs
/// @param run                where its boot's pipes and mount points lie, outside of it
/// @param initScript         its first process
/// @param visible            folders that must stay visible inside
/// @param leaseDaemonCommand the lease daemon with its arguments
/// @param agentCommand       the agent with its arguments
/// @param watchdogMaker      makes the watchdog for one boot, given what to do when it fires
record HostPlan(
        int index,
        String name,
        String uuid,
        Path folder,
        Path run,
        Path initScript,
        List<String> visible,
        List<String> leaseDaemonCommand,
        List<String> agentCommand,
        Function<Runnable, Watchdog> watchdogMaker) {

    String address() {
        return SiteNetwork.hostAddress(index);
    }

    Path log(String program) {
        return folder.resolve("log").resolve(program + ".log");
    }

    Watchdog startWatchdog(Runnable reset) {
        return watchdogMaker.apply(reset);
    }
}
