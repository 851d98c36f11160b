package io.holdfast.manager;

import org.jspecify.annotations.Nullable;

/// Carries actions out in the world, each on a thread of its own. It never decides: what an answer means is for the
/// core to say.
public interface ActionRunner extends AutoCloseable {
    /// Carries an action out and waits for its end, at most its deadline.
    ///
    /// @param door how the action's host is reached, null for actions of power devices
    /// @throws InterruptedException if the site is closed meanwhile
    Reply run(Action action, ManagerCore.@Nullable Door door) throws InterruptedException;

    @Override
    void close();
}
