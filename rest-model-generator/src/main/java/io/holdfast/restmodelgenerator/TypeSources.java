package io.holdfast.restmodelgenerator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ovirt.api.metamodel.concepts.EnumType;
import org.ovirt.api.metamodel.concepts.EnumValue;
import org.ovirt.api.metamodel.concepts.ListType;
import org.ovirt.api.metamodel.concepts.Method;
import org.ovirt.api.metamodel.concepts.Model;
import org.ovirt.api.metamodel.concepts.Name;
import org.ovirt.api.metamodel.concepts.Parameter;
import org.ovirt.api.metamodel.concepts.PrimitiveType;
import org.ovirt.api.metamodel.concepts.Service;
import org.ovirt.api.metamodel.concepts.StructMember;
import org.ovirt.api.metamodel.concepts.StructType;
import org.ovirt.api.metamodel.concepts.Type;

/// Java sources of the model's types: a class per struct with nullable public fields, an enum per enum.
///
/// `Action`, `Fault` and `GracePeriod` are not in the model, since every language adds them: an action has a member
/// for each parameter of any action method.
final class TypeSources {
    static final String PACKAGE = "io.holdfast.restmodel.types";
    private static final String RUNTIME = "io.holdfast.restmodel.";

    private final Model model;

    TypeSources(Model model) {
        this.model = model;
    }

    /// Sources by type name.
    Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        for (Type type : model.getTypes()) {
            switch (type) {
                case EnumType each -> sources.put(Naming.type(each.getName()), enumeration(each));
                case StructType each -> sources.put(Naming.type(each.getName()), struct(each));
                default -> {
                    // Primitives and lists have no source of their own.
                }
            }
        }
        sources.put("Fault", fault());
        sources.put("GracePeriod", gracePeriod());
        sources.put("Action", action());
        sources.put("package-info", packageInfo());
        return sources;
    }

    /// Lines `tag <tab> class name`, one for each struct.
    List<String> names() {
        return model.getTypes().stream()
                .filter(StructType.class::isInstance)
                .map(Type::getName)
                .map(each -> Naming.tag(each) + "\t" + PACKAGE + "." + Naming.type(each))
                .sorted()
                .toList();
    }

    private String struct(StructType struct) {
        List<String> fields = new ArrayList<>();
        List<StructMember> members = new ArrayList<>(struct.getDeclaredAttributes());
        members.addAll(struct.getDeclaredLinks());
        for (StructMember member : members) {
            fields.add(field(member.getName(), member.getType()));
        }
        String base = struct.getBase() == null
                ? RUNTIME + "Representation"
                : Naming.type(struct.getBase().getName());
        return classOf(
                Naming.type(struct.getName()),
                Naming.tag(struct.getName()),
                Naming.pluralTag(struct.getName()),
                base,
                fields);
    }

    private String action() {
        Map<String, Parameter> members = new TreeMap<>();
        for (Service service : model.getServices()) {
            for (Method method : service.getDeclaredMethods()) {
                if (method.isAction()) {
                    method.getParameters().forEach(each -> members.putIfAbsent(Naming.tag(each.getName()), each));
                }
            }
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("status", field("status", "status", "String", ""));
        fields.put("fault", field("fault", "fault", "Fault", ""));
        fields.put("job", field("job", "job", "Job", ""));
        fields.put("grace_period", field("gracePeriod", "grace_period", "GracePeriod", ""));
        fields.put("async", field("async", "async", "Boolean", ""));
        members.forEach((tag, each) -> fields.putIfAbsent(tag, field(each.getName(), each.getType())));
        return classOf("Action", "action", "actions", "Identified", List.copyOf(fields.values()));
    }

    private static String fault() {
        return classOf(
                "Fault",
                "fault",
                "faults",
                RUNTIME + "Representation",
                List.of(field("reason", "reason", "String", ""), field("detail", "detail", "String", "")));
    }

    private static String gracePeriod() {
        return classOf(
                "GracePeriod",
                "grace_period",
                "grace_periods",
                RUNTIME + "Representation",
                List.of(field("expiry", "expiry", "Long", "")));
    }

    private static String classOf(String name, String tag, String plural, String base, List<String> fields) {
        return """
                package %s;

                @io.holdfast.restmodel.Tag(value = "%s", plural = "%s")
                public class %s extends %s {
                %s}
                """.formatted(PACKAGE, tag, plural, name, base, String.join("", fields));
    }

    private static String field(Name name, Type type) {
        String item = type instanceof ListType list && !(list.getElementType() instanceof StructType)
                ? Naming.itemTag(name)
                : "";
        return field(Naming.member(name), Naming.tag(name), javaType(type), item);
    }

    private static String field(String name, String tag, String type, String item) {
        String annotation = item.isEmpty()
                ? "@io.holdfast.restmodel.Tag(\"%s\")".formatted(tag)
                : "@io.holdfast.restmodel.Tag(value = \"%s\", item = \"%s\")".formatted(tag, item);
        String nullable = type.startsWith("java.")
                ? type.replaceFirst("(\\w+)(<|$)", "@org.jspecify.annotations.Nullable $1$2")
                : "@org.jspecify.annotations.Nullable " + type;
        return "    %s\n    public %s %s;\n".formatted(annotation, nullable, name);
    }

    private static String javaType(Type type) {
        return switch (type) {
            case ListType list -> "java.util.List<" + javaType(list.getElementType()) + ">";
            case PrimitiveType primitive ->
                switch (primitive.getName().toString()) {
                    case "boolean" -> "Boolean";
                    case "string" -> "String";
                    case "integer" -> "Long";
                    case "decimal" -> "java.math.BigDecimal";
                    case "date" -> "java.time.Instant";
                    default -> throw new IllegalStateException("The model has an unknown primitive type: " + primitive);
                };
            default -> Naming.type(type.getName());
        };
    }

    private static String enumeration(EnumType type) {
        List<String> values = type.getValues().stream()
                .map(EnumValue::getName)
                .map(Naming::constant)
                .toList();
        return """
                package %s;

                @io.holdfast.restmodel.Tag(value = "%s", plural = "%s")
                public enum %s {
                    %s
                }
                """.formatted(
                        PACKAGE,
                        Naming.tag(type.getName()),
                        Naming.pluralTag(type.getName()),
                        Naming.type(type.getName()),
                        String.join(",\n    ", values));
    }

    private static String packageInfo() {
        return """
                /// The types of the REST API, generated from the API model. A field that is null is absent from its document.
                @NullMarked
                package %s;

                import org.jspecify.annotations.NullMarked;
                """.formatted(PACKAGE);
    }
}
