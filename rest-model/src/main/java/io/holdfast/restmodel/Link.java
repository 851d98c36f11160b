package io.holdfast.restmodel;

/// A pointer to a collection below an entity, or to an action on it.
///
/// @param rel the collection's or the action's name
/// @param href absolute path, percent-encoded, without host
public record Link(String rel, String href) {}
