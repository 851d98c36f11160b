/// XML and JSON of the REST API's types, for all types alike, and the table of its operations.
@NullMarked
package io.holdfast.restmodel;

import org.jspecify.annotations.NullMarked;
