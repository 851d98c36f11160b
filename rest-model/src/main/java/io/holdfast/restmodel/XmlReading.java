package io.holdfast.restmodel;

import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads XML elements into objects.
///
/// A list of strings or enums is read with or without the element around its items: both are in use.
final class XmlReading {
    private XmlReading() {}

    /// @param in stands on the start of the object's element; afterwards on its end
    static Representation struct(XMLStreamReader in, Schema schema, String where, int depth)
            throws XMLStreamException, InvalidDocument {
        if (depth > Format.DEEPEST) {
            throw new InvalidDocument(InvalidDocument.Kind.SYNTAX, "The document is nested too deeply at " + where);
        }
        Representation object = schema.create();
        for (int i = 0; i < in.getAttributeCount(); i++) {
            String name = in.getAttributeLocalName(i);
            if (name.equals("href")) {
                object.href = in.getAttributeValue(i);
                continue;
            }
            Member member = schema.member(name);
            if (member != null && member.attribute()) {
                member.set(object, Values.parse(member.element(), in.getAttributeValue(i), where + "." + name));
            }
        }
        while (in.next() != XMLStreamConstants.END_ELEMENT) {
            if (in.isStartElement()) {
                Member member = schema.member(in.getLocalName());
                if (member == null) {
                    skip(in);
                } else {
                    member(in, member, object, where + "." + member.tag(), depth);
                }
            }
        }
        return object;
    }

    private static void member(XMLStreamReader in, Member member, Representation object, String where, int depth)
            throws XMLStreamException, InvalidDocument {
        if (!member.list()) {
            member.set(
                    object,
                    member.struct()
                            ? struct(in, Schema.of(member.element()), where, depth + 1)
                            : Values.parse(member.element(), text(in, where), where));
            return;
        }
        List<Object> items = new ArrayList<>();
        if (member.get(object) instanceof List<?> before) {
            items.addAll(before);
        }
        items.addAll(items(in, member, where, depth));
        member.set(object, items);
    }

    private static List<Object> items(XMLStreamReader in, Member member, String where, int depth)
            throws XMLStreamException, InvalidDocument {
        List<Object> items = new ArrayList<>();
        StringBuilder bare = new StringBuilder();
        boolean wrapped = false;
        while (in.next() != XMLStreamConstants.END_ELEMENT) {
            if (in.isCharacters()) {
                bare.append(in.getText());
            } else if (in.isStartElement()) {
                wrapped = true;
                if (!in.getLocalName().equals(member.item())) {
                    skip(in);
                } else if (member.struct()) {
                    items.add(struct(in, Schema.of(member.element()), where + "." + member.item(), depth + 1));
                } else {
                    items.add(Values.parse(member.element(), text(in, where), where));
                }
            }
        }
        if (!wrapped && !member.struct() && !bare.toString().isBlank()) {
            items.add(Values.parse(member.element(), bare.toString(), where));
        }
        return items;
    }

    private static String text(XMLStreamReader in, String where) throws XMLStreamException, InvalidDocument {
        StringBuilder text = new StringBuilder();
        while (in.next() != XMLStreamConstants.END_ELEMENT) {
            if (in.isCharacters()) {
                text.append(in.getText());
            } else if (in.isStartElement()) {
                throw new InvalidDocument(
                        InvalidDocument.Kind.VALUE,
                        "Invalid value for %s: expected text, found an element '%s'"
                                .formatted(where, in.getLocalName()));
            }
        }
        return text.toString();
    }

    private static void skip(XMLStreamReader in) throws XMLStreamException {
        int open = 1;
        while (open > 0) {
            int event = in.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                open++;
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open--;
            }
        }
    }
}
