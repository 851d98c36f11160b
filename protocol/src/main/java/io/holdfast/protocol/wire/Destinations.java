package io.holdfast.protocol.wire;

import java.util.List;

/// The names of the queues of the host protocol.
final class Destinations {
    /// Whatever is sent to one of these, or to a name below, is a request.
    static final List<String> REQUESTS = List.of("jms.topic.vdsm_requests", "jms.topic.vdsm_irs_requests");

    /// Where answers go whose request names no place for them.
    static final String RESPONSES = "jms.topic.vdsm_responses";

    static final String EVENTS = "jms.queue.events";

    private Destinations() {}

    static boolean isRequest(String destination) {
        return REQUESTS.stream().anyMatch(name -> destination.equals(name) || destination.startsWith(name + "."));
    }
}
