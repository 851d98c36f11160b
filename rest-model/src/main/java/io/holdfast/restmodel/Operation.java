package io.holdfast.restmodel;

import java.util.List;

/// An operation of the API: a verb on a resource.
///
/// @param verb `GET`, `POST`, `PUT` or `DELETE`
/// @param path template of the resource's address, ids as `{}`, for example `vms/{}/start`
/// @param service the service that has the method, for example `vm`
/// @param method `list`, `get`, `add`, `update`, `remove` or an action's name
public record Operation(
        String verb, String path, String service, String method, boolean action, List<Parameter> parameters) {
    public Operation {
        parameters = List.copyOf(parameters);
    }

    /// A parameter of an operation.
    ///
    /// @param type tag of its type, or of an item's type if it is a list
    /// @param members the mandatory members of its value, such as `cluster.id|cluster.name`
    public record Parameter(
            String name, String type, boolean in, boolean out, boolean list, boolean mandatory, List<String> members) {
        public Parameter {
            members = List.copyOf(members);
        }
    }

    /// Reads a line of the generated table.
    static Operation parse(String line) {
        String[] columns = line.split("\t", -1);
        String method = columns[3];
        boolean action = method.startsWith("!");
        List<Parameter> parameters = columns[4].isEmpty()
                ? List.of()
                : List.of(columns[4].split(" ", -1)).stream()
                        .map(Operation::parameter)
                        .toList();
        return new Operation(
                columns[0], columns[1], columns[2], action ? method.substring(1) : method, action, parameters);
    }

    private static Parameter parameter(String text) {
        char direction = text.charAt(0);
        int colon = text.indexOf(':');
        int bracket = text.indexOf('(');
        String type = text.substring(colon + 1, bracket < 0 ? text.length() : bracket);
        List<String> members = bracket < 0
                ? List.of()
                : List.of(text.substring(bracket + 1, text.length() - 1).split(",", -1));
        return new Parameter(
                text.substring(1, colon),
                type.replace("[]", "").replace("!", ""),
                direction != '>',
                direction != '<',
                type.contains("[]"),
                type.endsWith("!"),
                members);
    }
}
