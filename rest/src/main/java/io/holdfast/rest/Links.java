package io.holdfast.rest;

import io.holdfast.restmodel.Link;
import io.holdfast.restmodel.Representation;
import io.holdfast.restmodel.Resource;
import io.holdfast.restmodel.types.Identified;
import java.util.ArrayList;
import java.util.List;

/// Gives representations their addresses, the links to what is below them and the actions that can be asked of them.
final class Links {
    private final Endpoints endpoints;

    Links(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /// @param entity shown at this address
    void complete(Representation entity, Resource at, String address) {
        entity.href = address;
        List<Link> links = new ArrayList<>();
        List<Link> actions = new ArrayList<>();
        for (Resource child : at.children()) {
            Link link = new Link(child.name(), address + "/" + child.name());
            if (!child.action()) {
                links.add(link);
            } else if (endpoints.serves(child)) {
                actions.add(link);
            }
        }
        entity.links = links;
        entity.actions = actions;
    }

    /// @param members of the collection at this address
    void completeAll(List<? extends Representation> members, Resource at, String address) {
        Resource entity = at.entity();
        for (Representation each : members) {
            if (entity != null && each instanceof Identified identified && identified.id != null) {
                complete(each, entity, address + "/" + identified.id);
            }
        }
    }
}
