/// Power devices: what switches a host's power, reports it, and says which machine it belongs to.
///
/// A power-off that is believed although the machine still runs lets a virtual machine run twice. So nothing
/// here is optimistic: a state is {@link io.holdfast.power.PowerResult.Off} only when a device said exactly
/// that, about exactly the enrolled machine, in a read of its own; whatever is late, unheard of or half said
/// is something else.
@NullMarked
package io.holdfast.power;

import org.jspecify.annotations.NullMarked;
