package io.holdfast.rest;

import io.holdfast.manager.Site;
import io.holdfast.restmodel.Format;
import io.holdfast.restmodel.InvalidDocument;
import io.holdfast.restmodel.Operation;
import io.holdfast.restmodel.Representation;
import io.holdfast.restmodel.Resource;
import io.holdfast.restmodel.Routes;
import io.holdfast.restmodel.types.Action;
import io.holdfast.restmodel.types.Fault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// REST API v4: finds the operation that a request names, has it carried out and writes its answer.
///
/// Every answer but that to HEAD has a document, errors too, since clients read it before they look at the status.
final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private final Site site;
    private final Endpoints endpoints;
    private final Links links;
    private final Follow follow;
    private final SignOn signOn;

    Api(Site site, Endpoints endpoints, SignOn signOn) {
        this.site = site;
        this.endpoints = endpoints;
        this.links = new Links(endpoints);
        this.follow = new Follow(endpoints, links);
        this.signOn = signOn;
    }

    ApiResponse handle(ApiRequest request) {
        Format format = Negotiation.answer(request.header("Accept", "*/*"));
        Map<String, String> headers = new HashMap<>();
        String correlation = Negotiation.correlation(request.header("Correlation-Id", ""));
        Address address = null;
        try {
            address = Address.parse(request, Ids.ROOT);
            String parameter = address.parameters().text("correlation_id");
            if (correlation.isEmpty() && parameter != null) {
                correlation = Negotiation.correlation(parameter);
            }
            if (correlation.isEmpty()) {
                correlation = UUID.randomUUID().toString();
            }
            headers.put("Correlation-Id", correlation);
            String user = signOn.authenticate(request);
            if (user == null) {
                headers.put("WWW-Authenticate", "Basic realm=\"RESTAPI\"");
                throw new Refusal(
                        401, "Unauthorized", "Sign in: the request has no credentials, or they are not valid.");
            }
            return serve(request, address, user, correlation, format, headers);
        } catch (Refusal refusal) {
            return refused(refusal, request, address, format, headers);
        } catch (RuntimeException failure) {
            LOG.error("Cannot serve {} {}", request.method(), request.path(), failure);
            Refusal refusal = new Refusal(500, "Operation Failed", "[Internal error; the manager's log says more]");
            return refused(refusal, request, address, format, headers);
        }
    }

    private ApiResponse serve(
            ApiRequest request,
            Address address,
            String user,
            String correlation,
            Format format,
            Map<String, String> headers)
            throws Refusal {
        boolean head = request.method().equals("HEAD");
        String verb = head ? "GET" : request.method();
        Routes.Found found = endpoints.routes().find(address.segments());
        if (found == null) {
            throw Refusal.notFound(request.path());
        }
        Resource resource = found.resource();
        Operation operation = resource.operation(verb);
        if (operation == null) {
            headers.put("Allow", String.join(", ", resource.verbs()));
            throw new Refusal(405, "Method Not Allowed", verb + " cannot be asked of " + request.path());
        }
        Call call = new Call(
                site,
                site.view(),
                user,
                correlation,
                found.ids(),
                address.parameters(),
                verb.equals("GET") ? new NoBody() : new RequestBody(request));
        Endpoint endpoint = endpoints.find(verb, resource);
        Answer answer = endpoint == null ? unserved(resource, operation, call) : endpoint.answer(call);
        String self = Ids.ROOT + (address.segments().isEmpty() ? "" : "/" + address.path());
        return write(answer, call, resource, self, format, headers);
    }

    /// A collection that this version does not know is empty, if it belongs to something that exists.
    private Answer unserved(Resource resource, Operation operation, Call call) throws Refusal {
        Class<? extends Representation> listed = endpoints.routes().listed(resource);
        if (!operation.verb().equals("GET") || listed == null) {
            throw Refusal.unsupported(operation.verb() + " " + resource);
        }
        if (!call.ids().isEmpty()) {
            String owner = resource.path().substring(0, resource.path().lastIndexOf("{}") + 2);
            Endpoint get = endpoints.find(
                    "GET", Objects.requireNonNull(endpoints.routes().resource(owner)));
            if (get == null) {
                throw Refusal.notFound(call.ids().getLast());
            }
            get.answer(call);
        }
        return new Answer.None(listed);
    }

    private ApiResponse write(
            Answer answer, Call call, Resource resource, String self, Format format, Map<String, String> headers)
            throws Refusal {
        String wanted = Objects.requireNonNullElse(call.parameters().text("follow"), "");
        return switch (answer) {
            case Answer.One one -> {
                links.complete(one.entity(), resource, self);
                follow.apply(wanted, one.entity(), call);
                if (resource.path().isEmpty()) {
                    SystemDocument.complete(one.entity(), endpoints.routes(), headers);
                }
                yield document(200, format, format.write(one.entity()), headers);
            }
            case Answer.Created created -> {
                links.completeAll(List.of(created.entity()), resource, self);
                String location = Objects.requireNonNullElse(created.entity().href, self);
                headers.put("Location", location);
                yield document(created.pending() ? 202 : 201, format, format.write(created.entity()), headers);
            }
            case Answer.Many<?> many -> collection(many.listing(), call, resource, self, wanted, format, headers);
            case Answer.None none -> collection(none.listing(), call, resource, self, wanted, format, headers);
            case Answer.Removed removed -> {
                Action action = new Action();
                action.status = "complete";
                yield document(200, format, format.write(action), headers);
            }
            case Answer.Acted acted ->
                document(acted.pending() ? 202 : 200, format, format.write(acted.action()), headers);
        };
    }

    private <S> ApiResponse collection(
            Listing<S> listing,
            Call call,
            Resource resource,
            String self,
            String wanted,
            Format format,
            Map<String, String> headers)
            throws Refusal {
        Listing<S> selected = Selection.of(listing, call.parameters(), call.view());
        List<? extends Representation> members = selected.representations();
        links.completeAll(members, resource, self);
        for (Representation each : members) {
            follow.apply(wanted, each, call);
        }
        return document(200, format, format.writeAll(listing.type(), members, List.of()), headers);
    }

    private ApiResponse refused(
            Refusal refusal,
            ApiRequest request,
            @Nullable Address address,
            Format format,
            Map<String, String> headers) {
        Fault fault = new Fault();
        fault.reason = refusal.reason();
        fault.detail = refusal.detail();
        Routes.Found found = address == null ? null : endpoints.routes().find(address.segments());
        boolean action = found != null && found.resource().action() && refusal.status() != 401;
        if (!action || !request.method().equals("POST")) {
            return document(refusal.status(), format, format.write(fault), headers);
        }
        Action failed = new Action();
        failed.status = "failed";
        failed.fault = fault;
        return document(refusal.status(), format, format.write(failed), headers);
    }

    private static ApiResponse document(int status, Format format, byte[] body, Map<String, String> headers) {
        return new ApiResponse(status, format.contentType(), body, headers);
    }

    /// A GET announces a body now and then and never sends it: it must not be waited for.
    private static final class NoBody implements Call.Body {
        @Override
        public <T extends Representation> T read(Class<T> type) throws Refusal {
            throw new Refusal(400, "Request syntactically incorrect.", "The request has no document.");
        }

        @Override
        public boolean empty() {
            return true;
        }
    }

    private record RequestBody(ApiRequest request, BufferedInputStream in) implements Call.Body {
        RequestBody(ApiRequest request) {
            this(request, new BufferedInputStream(new LimitedInput(request.body())));
        }

        @Override
        public <T extends Representation> T read(Class<T> type) throws InvalidDocument, Refusal {
            InputStream document = in;
            return Negotiation.document(request.header("Content-Type", "application/xml"))
                    .read(document, type);
        }

        @Override
        public boolean empty() {
            try {
                in.mark(1);
                int first = in.read();
                in.reset();
                return first < 0;
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
