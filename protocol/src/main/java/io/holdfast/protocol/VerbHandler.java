package io.holdfast.protocol;

/// Carries a verb out. Called on a virtual thread, several at a time; may block.
@FunctionalInterface
public interface VerbHandler<P, R> {
    /// Carries one call out.
    ///
    /// @throws VerbFailed to answer with an error; anything else is answered as the verb's surprise and logged
    R handle(P arguments, CallContext context) throws Exception;
}
