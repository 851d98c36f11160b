/// Storage domains in the on-disk formats of oVirt: their metadata, volumes and external leases.
@NullMarked
package io.holdfast.storage;

import org.jspecify.annotations.NullMarked;
