package io.holdfast.restmodel;

import java.io.InputStream;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// Objects as XML elements: `id` and `href` are attributes, everything else elements; a list is an element around
/// its items.
final class XmlFormat implements Format {
    private final XMLInputFactory readers = XMLInputFactory.newDefaultFactory();

    XmlFormat() {
        readers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        readers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        readers.setProperty(XMLInputFactory.IS_COALESCING, true);
    }

    @Override
    public String contentType() {
        return "application/xml";
    }

    @Override
    public byte[] write(Representation one) {
        XmlText out = new XmlText();
        XmlWriting.struct(out, Schema.tag(one.getClass()), one);
        return out.bytes();
    }

    @Override
    public byte[] writeAll(
            Class<? extends Representation> type, List<? extends Representation> all, List<Link> actions) {
        XmlText out = new XmlText();
        XmlWriting.collection(out, type, all, actions);
        return out.bytes();
    }

    @Override
    public <T extends Representation> T read(InputStream from, Class<T> type) throws InvalidDocument {
        XMLStreamReader in = null;
        try {
            in = readers.createXMLStreamReader(from);
            in.nextTag();
            String expected = Schema.tag(type);
            if (!in.getLocalName().equals(expected)) {
                throw new InvalidDocument(
                        InvalidDocument.Kind.SYNTAX,
                        "Expected an element '%s', found '%s'".formatted(expected, in.getLocalName()));
            }
            T read = type.cast(XmlReading.struct(in, Schema.of(type), expected, 0));
            while (in.hasNext()) {
                in.next();
            }
            return read;
        } catch (XMLStreamException | RuntimeException malformed) {
            throw new InvalidDocument(
                    InvalidDocument.Kind.SYNTAX, "Cannot read the XML document: " + malformed.getMessage(), malformed);
        } finally {
            close(in);
        }
    }

    private static void close(@Nullable XMLStreamReader in) {
        if (in != null) {
            try {
                in.close();
            } catch (XMLStreamException ignored) {
                // It holds nothing but memory.
            }
        }
    }
}
