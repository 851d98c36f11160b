/// The program of a host: answers a manager's verbs, runs machines, serves storage. See
/// [io.holdfast.agent.AgentMain].
@NullMarked
package io.holdfast.agent;

import org.jspecify.annotations.NullMarked;
