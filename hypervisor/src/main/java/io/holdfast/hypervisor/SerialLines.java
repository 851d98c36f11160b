package io.holdfast.hypervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/// Where a machine's serial lines go: the first one that is written to a file, or a new one if there is none at
/// all,
/// to the file that the host chose; further ones beside it.
final class SerialLines {
    private SerialLines() {}

    static void direct(Element devices, Path console) {
        List<Element> lines = Stream.of("serial", "console")
                .flatMap(name -> Xml.children(devices, name).stream())
                .toList();
        if (lines.isEmpty()) {
            Element line = Xml.add(devices, "serial");
            line.setAttribute("type", "file");
            Xml.add(line, "target").setAttribute("port", "0");
            lines = List.of(line);
        }
        int files = 0;
        for (Element line : lines) {
            if (line.getAttribute("type").equals("file")) {
                Element source = Xml.ensure(line, "source");
                source.setAttribute("path", files == 0 ? console.toString() : console + "." + files);
                source.setAttribute("append", "on");
                files++;
            }
        }
    }
}
