package io.holdfast.restmodel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What every object of the API has besides its own members.
///
/// Representations are short-lived: made for one answer or read from one request, by one thread.
public abstract class Representation {
    /// Address of the object itself: absolute path without host, null when unknown.
    public @Nullable String href;

    /// The collections below the object. Ignored on input.
    public List<Link> links = List.of();

    /// What can be done to the object. Ignored on input.
    public List<Link> actions = List.of();
}
