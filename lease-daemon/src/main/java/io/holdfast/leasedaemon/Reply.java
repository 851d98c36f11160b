package io.holdfast.leasedaemon;

/// Where the result of a command goes, once.
@FunctionalInterface
interface Reply {
    /// Answers.
    ///
    /// @param result 0 or a positive number for success, else a negative code
    void result(int result);
}
