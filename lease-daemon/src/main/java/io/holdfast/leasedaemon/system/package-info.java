/// The doors of the lease daemon: sockets, processes, watchdogs, its run directory and its log.
@NullMarked
package io.holdfast.leasedaemon.system;

import org.jspecify.annotations.NullMarked;
