/// The manager in the world: its inventory in SQL, and the carrying out of what it decides over the host protocol and
/// power devices.
@NullMarked
package io.holdfast.manager.system;

import org.jspecify.annotations.NullMarked;
