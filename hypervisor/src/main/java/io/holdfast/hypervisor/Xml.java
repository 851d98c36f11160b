package io.holdfast.hypervisor;

import io.holdfast.hypervisor.HypervisorException.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/// XML without surprises: no document type, so no entities and nothing fetched from anywhere.
final class Xml {
    /// Characters; a machine with hundreds of disks needs a tenth of it.
    private static final int LONGEST = 1 << 20;

    private Xml() {}

    /// Parses a text.
    ///
    /// @param what of it, for the error
    /// @throws HypervisorException with [Kind#BAD_DEFINITION] if it is not well formed, too long, or has a document
    ///     type
    static Document parse(String text, String what) {
        if (text.length() > LONGEST) {
            throw new HypervisorException(
                    Kind.BAD_DEFINITION, "The XML of %s has %d characters".formatted(what, text.length()));
        }
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setNamespaceAware(true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new InputSource(new StringReader(text)));
        } catch (SAXException e) {
            throw new HypervisorException(
                    Kind.BAD_DEFINITION, "The XML of " + what + " is not well formed: " + e.getMessage(), e);
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException("Cannot read XML from memory", e);
        }
    }

    static String format(Document document) {
        try {
            Transformer transformer = TransformerFactory.newInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(document), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("Cannot write XML to memory", e);
        }
    }

    /// The children with this name, whatever their namespace.
    static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
            if (each instanceof Element element && name.equals(element.getLocalName())) {
                found.add(element);
            }
        }
        return found;
    }

    static Optional<Element> child(Element parent, String name) {
        return children(parent, name).stream().findFirst();
    }

    /// The first child with this name, added if there is none.
    static Element ensure(Element parent, String name) {
        return child(parent, name).orElseGet(() -> add(parent, name));
    }

    static Element add(Element parent, String name) {
        Element added = parent.getOwnerDocument().createElementNS(null, name);
        parent.appendChild(added);
        return added;
    }

    /// The text of a child.
    ///
    /// @return empty if there is no such child or it has no text
    static Optional<String> text(Element parent, String name) {
        return child(parent, name).map(found -> found.getTextContent().strip()).filter(text -> !text.isEmpty());
    }
}
