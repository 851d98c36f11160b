/// The demonstration: a machine that writes down each boot on its disk, the loss of its host, and the verdict
/// from the disk by a program that shares nothing with Holdfast.
@NullMarked
package io.holdfast.lab.demo;

import org.jspecify.annotations.NullMarked;
