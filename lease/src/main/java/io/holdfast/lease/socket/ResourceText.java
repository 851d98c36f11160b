package io.holdfast.lease.socket;

import java.util.ArrayList;
import java.util.List;

/// Resources as text: `<lockspace>:<resource>:<path>:<offset>[:<path>:<offset>…]:<lver>`, with `SH` in the place
/// of the version for a shared lease.
///
/// Only paths are escaped when written: a blank or a colon that no backslash precedes gets one, a backslash and
/// the character behind it are kept. When read, a backslash takes the next character as it is.
public final class ResourceText {
    private ResourceText() {}

    public static String format(ResourceAddress resource) {
        StringBuilder text = new StringBuilder();
        text.append(resource.lockspace()).append(':').append(resource.name());
        for (DiskAddress each : resource.disks()) {
            text.append(':').append(escape(each.path())).append(':').append(Long.toUnsignedString(each.offset()));
        }
        return text.append(':')
                .append(resource.isShared() ? "SH" : Long.toUnsignedString(resource.lver()))
                .toString();
    }

    static String escape(String path) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < path.length(); at++) {
            char each = path.charAt(at);
            if (each == '\\' && at + 1 < path.length()) {
                text.append(each).append(path.charAt(++at));
            } else if (each == ' ' || each == ':') {
                text.append('\\').append(each);
            } else {
                text.append(each);
            }
        }
        return text.toString();
    }

    /// Reads one resource. Without a version the lease is taken as it is.
    ///
    /// @throws MalformedMessage if a part is missing or a number is none
    public static ResourceAddress parse(String text) {
        List<String> parts = parts(text);
        int disks = (parts.size() - 2) / 2;
        boolean versioned = parts.size() % 2 == 1;
        if (parts.size() < 4 || disks > ResourceAddress.MAX_DISKS) {
            throw new MalformedMessage("\"" + text + "\" is not LOCKSPACE:RESOURCE:PATH:OFFSET[:VERSION]");
        }
        List<DiskAddress> addresses = new ArrayList<>();
        for (int at = 0; at < disks; at++) {
            addresses.add(new DiskAddress(parts.get(2 + at * 2), number(parts.get(3 + at * 2), text)));
        }
        String last = parts.getLast();
        boolean shared = versioned && last.equals("SH");
        int flags = shared ? ResourceAddress.FLAG_SHARED : versioned ? ResourceAddress.FLAG_VERSION : 0;
        long lver = versioned && !shared ? number(last, text) : 0;
        return new ResourceAddress(parts.get(0), parts.get(1), lver, 0, 0, flags, addresses);
    }

    /// Reads the resources that INQUIRE answers, joined by one blank. None in an empty text.
    ///
    /// @throws MalformedMessage if one of them cannot be read
    public static List<ResourceAddress> parseAll(String text) {
        List<ResourceAddress> resources = new ArrayList<>();
        for (String each : text.split(" ", -1)) {
            if (!each.isEmpty()) {
                resources.add(parse(each));
            }
        }
        return resources;
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            if (each == '\\' && at + 1 < text.length()) {
                part.append(text.charAt(++at));
            } else if (each == ':') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(each);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static long number(String part, String text) {
        try {
            return Long.parseUnsignedLong(part);
        } catch (NumberFormatException e) {
            throw new MalformedMessage("\"" + part + "\" in \"" + text + "\" is not a number", e);
        }
    }
}
