/// The doors to the world that everything else goes through: the clock and the disk, each with a real and a
/// simulated side, and native calls.
@NullMarked
package io.holdfast.base;

import org.jspecify.annotations.NullMarked;
