@NullMarked
package io.holdfast.leasedaemon;

import org.jspecify.annotations.NullMarked;
