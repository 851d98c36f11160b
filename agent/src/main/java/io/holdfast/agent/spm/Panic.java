package io.holdfast.agent.spm;

/// The way out when this process must not act any more.
@FunctionalInterface
public interface Panic {
    /// Ends this process and its children at once, without tidying up. Does not return in production.
    void panic(String why);
}
