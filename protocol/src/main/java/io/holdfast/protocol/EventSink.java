package io.holdfast.protocol;

/// Where an agent's events go: to every subscriber, without waiting for any of them.
@FunctionalInterface
public interface EventSink {
    void publish(HostEvent event);
}
