/// Whom the agent obeys: the manager with the newest epoch.
@NullMarked
package io.holdfast.agent.owner;

import org.jspecify.annotations.NullMarked;
