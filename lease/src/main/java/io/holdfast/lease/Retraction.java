package io.holdfast.lease;

import org.jspecify.annotations.Nullable;

/// What an acquisition that failed half-way may have left on disk: a value that other hosts may take as decided.
///
/// @param block the own block as last written, or as it may still land
/// @param leader the leader that was being written, or null if it did not come to that
public record Retraction(PaxosBlock block, @Nullable LeaderRecord leader) {}
