package io.holdfast.rest;

import io.holdfast.manager.inventory.Job;
import io.holdfast.restmodel.types.JobStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// Jobs in the API, newest first.
final class Jobs {
    private static final Fields<Job> FIELDS = new Fields<Job>("job")
            .with((each, view) -> each.id(), "id")
            .with((each, view) -> each.correlation(), "correlation_id")
            .with((each, view) -> each.status(), "status")
            .with((each, view) -> each.description(), "description")
            .with((each, view) -> each.started(), "start_time");

    private Jobs() {}

    static void serve(Endpoints endpoints) {
        endpoints.on(
                "GET",
                "jobs",
                call -> new Answer.Many<>(new Listing<>(
                        io.holdfast.restmodel.types.Job.class,
                        List.copyOf(call.view().jobs().values()),
                        Jobs::shown,
                        FIELDS,
                        Comparator.comparing(Job::started).reversed())));
        endpoints.on("GET", "jobs/{}", call -> {
            Job found = call.view().jobs().get(call.id(0));
            if (found == null) {
                throw Refusal.notFound(call.ids().getFirst());
            }
            return new Answer.One(shown(found));
        });
    }

    private static io.holdfast.restmodel.types.Job shown(Job job) {
        io.holdfast.restmodel.types.Job shown = Ids.job(job.id());
        shown.description = job.description();
        shown.comment = StorageConnections.some(job.detail());
        shown.status = JobStatus.valueOf(job.status().name());
        shown.startTime = job.started();
        shown.endTime = job.ended();
        shown.lastUpdated = Objects.requireNonNullElse(job.ended(), job.started());
        shown.external = false;
        shown.autoCleared = true;
        shown.owner = Ids.user(Ids.ADMIN);
        return shown;
    }
}
