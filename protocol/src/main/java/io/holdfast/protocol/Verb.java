package io.holdfast.protocol;

import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/// One verb: its name on the wire, the shapes of its arguments and of its result, and how it fails by surprise.
///
/// @param name `Class.verb`, as in the `method` of a request
/// @param changes whether it changes anything; a manager stamps such calls with its epoch, an agent checks it
/// @param parameters names in the order of a request whose `params` is an array
/// @param surprise the code that an unexpected failure inside the verb is reported with, since managers act
/// upon codes
public record Verb<P, R>(
        String name,
        boolean changes,
        List<String> parameters,
        Shape<P> arguments,
        Shape<R> result,
        ErrorCode surprise) {

    /// How a value looks as a JSON tree. Reading throws [MalformedMessage].
    public record Shape<T>(Function<JsonNode, T> parse, Function<T, JsonNode> format) {
        static final Shape<Done> DONE = new Shape<>(node -> Done.DONE, done -> BooleanNode.TRUE);
        static final Shape<Done> NONE = new Shape<>(node -> Done.DONE, done -> Json.object());
        static final Shape<JsonNode> TREE = new Shape<>(node -> node, node -> node);
    }

    public Verb {
        parameters = List.copyOf(parameters);
    }

    /// A verb that only reads.
    static <P, R> Verb<P, R> reading(String name, List<String> parameters, Shape<P> arguments, Shape<R> result) {
        return new Verb<>(name, false, parameters, arguments, result, ErrorCode.INTERNAL_ERROR);
    }

    /// A verb that changes something.
    static <P, R> Verb<P, R> changing(String name, List<String> parameters, Shape<P> arguments, Shape<R> result) {
        return new Verb<>(name, true, parameters, arguments, result, ErrorCode.INTERNAL_ERROR);
    }

    Verb<P, R> surprisingAs(ErrorCode code) {
        return new Verb<>(name, changes, parameters, arguments, result, code);
    }

    /// The `params` object of a request.
    public ObjectNode params(P values) {
        if (arguments.format().apply(values) instanceof ObjectNode tree) {
            return tree;
        }
        throw new IllegalStateException("the arguments of " + name + " are not an object");
    }
}
