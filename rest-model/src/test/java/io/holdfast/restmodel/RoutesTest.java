package io.holdfast.restmodel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RoutesTest {
    private final Routes routes = new Routes();

    @Test
    void allOperationsOfTheModelAreThere() {
        assertThat(routes.operations()).hasSize(894);
    }

    @Test
    void anAddressLeadsToItsResource() {
        Routes.Found found = requireNonNull(routes.find(List.of("vms", "123", "diskattachments", "456")));
        assertThat(found.resource().path()).isEqualTo("vms/{}/diskattachments/{}");
        assertThat(found.ids()).containsExactly("123", "456");
        assertThat(found.resource().verbs()).containsExactlyInAnyOrder("GET", "PUT", "DELETE");
        assertThat(routes.find(List.of("vms", "123", "nothing"))).isNull();
        assertThat(routes.find(List.of("nothing"))).isNull();
        assertThat(requireNonNull(routes.find(List.of())).resource()).isSameAs(routes.root());
    }

    @Test
    void actionsAndCollectionsOfAnEntityAreKnown() {
        Resource vm = requireNonNull(routes.resource("vms/{}"));
        assertThat(vm.children())
                .filteredOn(Resource::action)
                .extracting(Resource::name)
                .contains("start", "stop", "shutdown", "previewsnapshot")
                .doesNotContain("nics");
        assertThat(vm.children())
                .filteredOn(each -> !each.action())
                .extracting(Resource::name)
                .contains("nics", "diskattachments", "snapshots")
                .doesNotContain("start");
    }

    @Test
    void parametersSayWhatTheyAre() {
        Operation fence =
                requireNonNull(requireNonNull(routes.resource("hosts/{}/fence")).operation("POST"));
        assertThat(fence.service()).isEqualTo("host");
        assertThat(fence.method()).isEqualTo("fence");
        assertThat(fence.action()).isTrue();
        assertThat(fence.parameters())
                .contains(
                        new Operation.Parameter("fence_type", "string", true, false, false, true, List.of()),
                        new Operation.Parameter(
                                "power_management", "power_management", false, true, false, false, List.of()));

        Operation add = requireNonNull(requireNonNull(routes.resource("hosts")).operation("POST"));
        assertThat(add.parameters())
                .contains(new Operation.Parameter(
                        "host",
                        "host",
                        true,
                        true,
                        false,
                        false,
                        List.of("address", "cluster.id|cluster.name", "name")));
    }

    @Test
    void everyListedTypeIsKnown() {
        for (Operation operation : routes.operations()) {
            if (operation.method().equals("list")) {
                assertThat(routes.listed(requireNonNull(routes.resource(operation.path()))))
                        .as("%s", operation)
                        .isNotNull();
            }
        }
        assertThat(routes.listed(requireNonNull(routes.resource("vms/{}/diskattachments"))))
                .isEqualTo(io.holdfast.restmodel.types.DiskAttachment.class);
        assertThat(routes.listed(requireNonNull(routes.resource("vms/{}")))).isNull();
    }
}
