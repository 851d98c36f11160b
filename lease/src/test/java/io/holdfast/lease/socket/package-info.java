@NullMarked
package io.holdfast.lease.socket;

import org.jspecify.annotations.NullMarked;
