/// How this host finds each of its storage domains, and its host ids in them.
@NullMarked
package io.holdfast.agent.monitoring;

import org.jspecify.annotations.NullMarked;
