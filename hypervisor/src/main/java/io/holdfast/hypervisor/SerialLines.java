package io.holdfast.hypervisor;

import java.nio.file.Path;
import java.util.List;
import org.w3c.dom.Element;

/// Where a machine's serial lines go: those to a terminal of the host, or to a file, are appended to files
/// that the
/// host chose; the first to the machine's own, further ones beside it. A machine without any gets one. A
/// `console` that
/// is only another name of a serial line is left out: it must not say otherwise.
final class SerialLines {
    private SerialLines() {}

    static void direct(Element devices, Path console) {
        Xml.children(devices, "console").stream()
                .filter(SerialLines::isAnotherName)
                .forEach(devices::removeChild);
        List<Element> lines = Xml.children(devices, "serial");
        if (lines.isEmpty()) {
            Element line = Xml.add(devices, "serial");
            line.setAttribute("type", "file");
            Xml.add(line, "target").setAttribute("port", "0");
            lines = List.of(line);
        }
        int files = 0;
        for (Element line : lines) {
            if (line.getAttribute("type").equals("file")
                    || line.getAttribute("type").equals("pty")) {
                line.setAttribute("type", "file");
                Element source = Xml.ensure(line, "source");
                source.setAttribute("path", files == 0 ? console.toString() : console + "." + files);
                source.setAttribute("append", "on");
                files++;
            }
        }
    }

    private static boolean isAnotherName(Element console) {
        String type = console.getAttribute("type");
        String target = Xml.child(console, "target")
                .map(each -> each.getAttribute("type"))
                .orElse("");
        return (type.equals("pty") || type.equals("file")) && (target.isEmpty() || target.equals("serial"));
    }
}
