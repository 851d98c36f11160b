/// The door to mounted file systems, real and simulated.
@NullMarked
package io.holdfast.storage.files;

import org.jspecify.annotations.NullMarked;
