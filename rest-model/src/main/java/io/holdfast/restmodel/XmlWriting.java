package io.holdfast.restmodel;

import java.util.List;
import java.util.Objects;

/// Writes objects as XML elements.
final class XmlWriting {
    private XmlWriting() {}

    static void struct(XmlText out, String tag, Representation object) {
        List<Member> members = Schema.of(object.getClass()).members();
        out.start(tag);
        if (object.href != null) {
            out.attribute("href", object.href);
        }
        for (Member member : members) {
            Object value = member.get(object);
            if (member.attribute() && value != null) {
                out.attribute(member.tag(), Values.print(value));
            }
        }
        actions(out, object.actions);
        for (Member member : members) {
            Object value = member.get(object);
            if (!member.attribute() && value != null) {
                member(out, member, value);
            }
        }
        links(out, object.links);
        out.end();
    }

    static void collection(XmlText out, Class<?> type, List<? extends Representation> all, List<Link> actions) {
        out.start(Schema.pluralTag(type));
        actions(out, actions);
        for (Representation each : all) {
            struct(out, Schema.tag(type), each);
        }
        out.end();
    }

    private static void member(XmlText out, Member member, Object value) {
        if (!(value instanceof List<?> items)) {
            item(out, member.tag(), value);
            return;
        }
        out.start(member.tag());
        for (Object each : items) {
            item(out, member.item(), Objects.requireNonNull(each));
        }
        out.end();
    }

    private static void item(XmlText out, String tag, Object value) {
        if (value instanceof Representation struct) {
            struct(out, tag, struct);
        } else {
            out.start(tag);
            out.text(Values.print(value));
            out.end();
        }
    }

    private static void actions(XmlText out, List<Link> actions) {
        if (!actions.isEmpty()) {
            out.start("actions");
            links(out, actions);
            out.end();
        }
    }

    private static void links(XmlText out, List<Link> links) {
        for (Link link : links) {
            out.start("link");
            out.attribute("href", link.href());
            out.attribute("rel", link.rel());
            out.end();
        }
    }
}
