/// The SPM role: the one host that changes the metadata of a pool.
@NullMarked
package io.holdfast.agent.spm;

import org.jspecify.annotations.NullMarked;
