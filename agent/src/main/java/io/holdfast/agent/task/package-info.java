/// Work that outlives the call that began it.
@NullMarked
package io.holdfast.agent.task;

import org.jspecify.annotations.NullMarked;
