/// The manager of a site: it watches hosts, plans, and carries its plans out. See [Site] for the door of the
/// programs that show or command it.
@NullMarked
package io.holdfast.manager;

import org.jspecify.annotations.NullMarked;
