package io.holdfast.restmodelgenerator;

import static java.util.stream.Collectors.joining;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ovirt.api.metamodel.concepts.ListType;
import org.ovirt.api.metamodel.concepts.Locator;
import org.ovirt.api.metamodel.concepts.MemberInvolvementTree;
import org.ovirt.api.metamodel.concepts.Method;
import org.ovirt.api.metamodel.concepts.Model;
import org.ovirt.api.metamodel.concepts.Parameter;
import org.ovirt.api.metamodel.concepts.Service;
import org.ovirt.api.metamodel.concepts.Type;

/// The operations of the API as lines of text, in the order of their addresses:
///
///     VERB <tab> path template <tab> service <tab> method <tab> parameters, separated by blanks
///
/// A segment `{}` of the template stands for an id. Methods that are variants of one operation (`add`,
/// `add_from_snapshot`…) share a line, on which the basic one's parameters come first. A parameter is
/// `direction name:type`, direction `<` in, `>` out, `=` both;
/// `[]` after the type marks a list, `!` a mandatory one, `(a.b|c)` mandatory members.
final class RouteTable {
    private static final int DEEPEST = 12;

    private final Map<String, String> lines = new TreeMap<>();

    RouteTable(Model model) {
        visit(model.getRoot(), "", new ArrayDeque<>());
    }

    List<String> lines() {
        return List.copyOf(lines.values());
    }

    private void visit(Service service, String path, Deque<Service> above) {
        if (above.contains(service) || above.size() > DEEPEST) {
            return;
        }
        above.push(service);
        Map<String, List<Method>> operations = new TreeMap<>();
        for (Method method : service.getMethods()) {
            Method base = method.getBase() == null ? method : method.getBase();
            operations
                    .computeIfAbsent(Naming.tag(base.getName()), each -> new ArrayList<>())
                    .add(method);
        }
        operations.forEach((operation, variants) -> {
            variants.sort(Comparator.comparing(variant -> variant.getBase() != null));
            add(service, path, operation, variants);
        });
        for (Locator locator : service.getLocators()) {
            String segment = locator.getParameters().isEmpty() ? Naming.segment(locator.getName()) : "{}";
            visit(locator.getService(), path.isEmpty() ? segment : path + "/" + segment, above);
        }
        above.pop();
    }

    private void add(Service service, String path, String operation, List<Method> variants) {
        boolean action = variants.getFirst().isAction();
        String verb =
                switch (operation) {
                    case "add" -> "POST";
                    case "get", "list" -> "GET";
                    case "update" -> "PUT";
                    case "remove" -> "DELETE";
                    default -> "POST";
                };
        String target = action ? (path.isEmpty() ? "" : path + "/") + operation.replace("_", "") : path;
        List<String> parameters = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Method variant : variants) {
            for (Parameter parameter : variant.getParameters()) {
                if (seen.add(Naming.tag(parameter.getName()))) {
                    parameters.add(parameter(parameter));
                }
            }
        }
        String line = String.join(
                "\t",
                verb,
                target,
                Naming.tag(service.getName()),
                action ? "!" + operation : operation,
                String.join(" ", parameters));
        lines.putIfAbsent(target + "\t" + verb, line);
    }

    private static String parameter(Parameter parameter) {
        String direction = parameter.isIn() ? parameter.isOut() ? "=" : "<" : ">";
        String members = parameter.getMandatoryAttributes().stream()
                .map(RouteTable::members)
                .sorted()
                .collect(joining(","));
        return direction
                + Naming.tag(parameter.getName())
                + ":"
                + type(parameter.getType())
                + (parameter.isMandatory() ? "!" : "")
                + (members.isEmpty() ? "" : "(" + members + ")");
    }

    private static String members(MemberInvolvementTree tree) {
        String alternative = tree.hasAlternative() ? "|" + path(tree.getAlternative()) : "";
        return path(tree) + alternative;
    }

    private static String path(MemberInvolvementTree tree) {
        String own = Naming.tag(tree.getName());
        return tree.hasParent() ? path(tree.getParent()) + "." + own : own;
    }

    private static String type(Type type) {
        return type instanceof ListType list ? type(list.getElementType()) + "[]" : Naming.tag(type.getName());
    }
}
