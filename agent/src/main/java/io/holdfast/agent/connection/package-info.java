/// Mounted storage, and the domains found on it.
@NullMarked
package io.holdfast.agent.connection;

import org.jspecify.annotations.NullMarked;
