/// The pool that this host takes part in, and the verbs about its storage.
@NullMarked
package io.holdfast.agent.pool;

import org.jspecify.annotations.NullMarked;
