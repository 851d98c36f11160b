/// The native driver for Redfish management controllers (DMTF DSP0266), on the JDK's own HTTP client.
@NullMarked
package io.holdfast.power.redfish;

import org.jspecify.annotations.NullMarked;
