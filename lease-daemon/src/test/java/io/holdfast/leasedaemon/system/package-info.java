@NullMarked
package io.holdfast.leasedaemon.system;

import org.jspecify.annotations.NullMarked;
