/// The command line, composed of the commands that the modules bring.
@NullMarked
package io.holdfast.cli;

import org.jspecify.annotations.NullMarked;
