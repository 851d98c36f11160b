package io.holdfast.manager;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The answer to an accepted command.
///
/// @param subject the thing created or concerned
/// @param job the job that tells the outcome, null when everything is done already
public record CommandResult(UUID subject, @Nullable UUID job) {}
