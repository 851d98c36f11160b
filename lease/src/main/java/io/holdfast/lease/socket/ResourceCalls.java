package io.holdfast.lease.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// The commands on the leases of one registered client, asked over any connection.
final class ResourceCalls {
    private static final int OPTIONS_SIZE = 56;
    private static final int MAX_RESOURCES = 8;
    private static final int MAX_ANSWER = 1 << 20;

    private ResourceCalls() {}

    /// @param pid the registered client, or -1 for the connection itself
    static void acquire(
            SocketStream stream,
            int pid,
            int flags,
            String ownerName,
            List<ResourceAddress> resources,
            Duration timeout) {
        check(resources);
        int size = OPTIONS_SIZE
                + resources.stream().mapToInt(ResourceAddress::sizeWithDisks).sum();
        ByteBuffer payload = Exchange.payload(size);
        resources.forEach(each -> each.writeWithDisks(payload));
        FixedText.write(payload, ownerName, LockspaceAddress.NAME_SIZE, LockspaceAddress.NAME_SIZE);
        payload.putLong(0);
        stream.limit(timeout);
        Exchange.send(stream, Command.ACQUIRE, flags, resources.size(), pid, payload);
        Exchange.success(stream, Command.ACQUIRE, "acquire " + names(resources));
    }

    static void release(SocketStream stream, int pid, int flags, List<ResourceAddress> resources, Duration timeout) {
        check(resources);
        ByteBuffer payload = Exchange.payload(resources.size() * ResourceAddress.SIZE);
        resources.forEach(each -> each.write(payload, 0));
        stream.limit(timeout);
        Exchange.send(stream, Command.RELEASE, flags, resources.size(), pid, payload);
        Exchange.success(stream, Command.RELEASE, "release " + names(resources));
    }

    static List<ResourceAddress> inquire(SocketStream stream, int pid, Duration timeout) {
        stream.limit(timeout);
        Exchange.send(stream, Command.INQUIRE, 0, 0, pid, Exchange.payload(0));
        MessageHeader reply = Exchange.success(stream, Command.INQUIRE, "list the leases of a client");
        int length = reply.length() - MessageHeader.SIZE;
        if (length < 0 || length > MAX_ANSWER) {
            throw new MalformedMessage("The answer to INQUIRE announces " + length + " bytes");
        }
        ByteBuffer text = stream.receive(length);
        int end = length > 0 && text.get(length - 1) == 0 ? length - 1 : length;
        return ResourceText.parseAll(
                StandardCharsets.UTF_8.decode(text.slice(0, end)).toString());
    }

    private static void check(List<ResourceAddress> resources) {
        if (resources.size() > MAX_RESOURCES) {
            throw new IllegalArgumentException(
                    resources.size() + " resources in one call; at most " + MAX_RESOURCES + " are possible");
        }
    }

    private static String names(List<ResourceAddress> resources) {
        StringBuilder text = new StringBuilder();
        for (ResourceAddress each : resources) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(each.lockspace())
                    .append(':')
                    .append(each.name());
        }
        return text.isEmpty() ? "all leases" : text.toString();
    }
}
