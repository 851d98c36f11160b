package io.holdfast.rest;

import io.holdfast.manager.Command;
import io.holdfast.manager.CommandRefused;
import io.holdfast.manager.CommandResult;
import io.holdfast.manager.Site;
import io.holdfast.manager.SiteView;
import io.holdfast.restmodel.InvalidDocument;
import io.holdfast.restmodel.Representation;
import io.holdfast.restmodel.types.Action;
import java.util.List;
import java.util.UUID;

/// One call of an operation.
///
/// @param view the picture when the call began
/// @param user who calls, such as `admin@internal`
/// @param correlation ties jobs and events of this call together
/// @param ids in the address, in its order
record Call(
        Site site, SiteView view, String user, String correlation, List<String> ids, Parameters parameters, Body body) {
    Call {
        ids = List.copyOf(ids);
    }

    /// The document in the request.
    interface Body {
        <T extends Representation> T read(Class<T> type) throws InvalidDocument, Refusal;

        boolean empty();
    }

    /// The id at a place of the address. A text that is no UUID names nothing.
    UUID id(int place) throws Refusal {
        return Ids.parse(ids.get(place));
    }

    /// Reads the document in the request.
    ///
    /// @throws Refusal if it cannot be read
    <T extends Representation> T read(Class<T> type) throws Refusal {
        try {
            return body.read(type);
        } catch (InvalidDocument invalid) {
            throw Refusal.of(invalid);
        }
    }

    /// Reads the parameters of an action; no document is none.
    Action action() throws Refusal {
        return body.empty() ? new Action() : read(Action.class);
    }

    CommandResult execute(Command command) throws Refusal {
        try {
            return site.execute(command, correlation);
        } catch (CommandRefused refused) {
            throw Refusal.of(refused);
        }
    }

    /// The picture now, after a command.
    SiteView now() {
        return site.view();
    }

    /// The same caller at another address, without parameters and document.
    Call at(List<String> others) throws Refusal {
        return new Call(site, view, user, correlation, others, new Parameters("", ""), body);
    }

    /// The answer of an action that a command carried out.
    Answer acted(Action action, CommandResult result) {
        boolean async = action.async != null ? action.async : parameters.flag("async", false);
        boolean pending = result.job() != null;
        action.status = !pending ? "complete" : async ? "in_progress" : "pending";
        action.job = result.job() == null ? null : Ids.job(result.job());
        return new Answer.Acted(action, pending && async);
    }
}
