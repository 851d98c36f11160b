/// The agent's doors to its host: durable state, mounts, facts.
@NullMarked
package io.holdfast.agent.system;

import org.jspecify.annotations.NullMarked;
