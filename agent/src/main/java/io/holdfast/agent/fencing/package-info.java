/// Watching other hosts' leases, freeing those of the dead, working power devices on a manager's behalf.
@NullMarked
package io.holdfast.agent.fencing;

import org.jspecify.annotations.NullMarked;
