/// The site's face to the outside: REST API v4, single sign-on, the event stream and the files of the console.
@NullMarked
package io.holdfast.rest;

import org.jspecify.annotations.NullMarked;
