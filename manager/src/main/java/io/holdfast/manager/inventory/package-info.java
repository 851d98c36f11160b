/// What a site's manager knows and keeps: one record a thing, stored before it matters.
@NullMarked
package io.holdfast.manager.inventory;

import org.jspecify.annotations.NullMarked;
