/// Writes the types and the route table of the REST API from the sources of the API model. Runs in the build only.
@NullMarked
package io.holdfast.restmodelgenerator;

import org.jspecify.annotations.NullMarked;
