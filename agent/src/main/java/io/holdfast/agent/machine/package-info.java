/// The virtual machines of this host: what was ordered, what is observed, what follows.
@NullMarked
package io.holdfast.agent.machine;

import org.jspecify.annotations.NullMarked;
