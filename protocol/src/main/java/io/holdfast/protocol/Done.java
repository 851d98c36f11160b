package io.holdfast.protocol;

/// The result of a verb that has nothing to say but that it is done; `true` on the wire.
public enum Done {
    DONE
}
