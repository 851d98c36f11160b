package io.holdfast.rest;

import static io.holdfast.rest.TestApi.elements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SearchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=a                            | name = a",
                "name = a                          | name = a",
                "name=\"a b\"                      | name = a b",
                "name=a and datacenter=b           | name = a & datacenter = b",
                "name=a AND b=c Or d!=e            | name = a & b = c / d != e",
                "name=h1 status=up                 | name = h1 & status = up",
                "name=a or name=b status=bad       | name = a / name = b & status = bad",
                "disk_type = lun and number_of_vms =0 | disk_type = lun & number_of_vms = 0",
                "type=1158 and message=*x*         | type = 1158 & message = *x*",
                "severity > normal                 | severity > normal",
                "a<=1 b>=2 c<3                     | a <= 1 & b >= 2 & c < 3",
                "mycluster                         | * = mycluster",
                "\"two words\"                     | * = two words",
                "usrname=u@d-authz                 | usrname = u@d-authz",
                "Clusters.name=x                   | Clusters.name = x",
                "name=a=b                          | name = a=b"
            })
    void conditions(String text, String expected) throws Refusal {
        assertThat(shown(Search.parse(text))).isEqualTo(expected);
    }

    @Test
    void orderAndPage() throws Refusal {
        Search search = Search.parse("name=* sortby memory desc page 3");
        assertThat(search.sortBy()).isEqualTo("memory");
        assertThat(search.ascending()).isFalse();
        assertThat(search.page()).isEqualTo(3);
        assertThat(Search.parse("SORTBY name page 2").ascending()).isTrue();
        assertThat(Search.parse("page 3").alternatives()).isEmpty();
        assertThat(Search.parse("  ").alternatives()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=",
                "=x",
                "and",
                "name=a and",
                "name=a or",
                "or name=a",
                "name=a and or b",
                "name='a'",
                "name=a;b",
                "name=\"a",
                "sortby",
                "page",
                "page x",
                "page 0",
                "sortby name name=a",
                "name=a !",
                "page 99999999"
            })
    void whatIsNoSearchIsRefused(String text) {
        assertThatThrownBy(() -> Search.parse(text))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=host-1                       | host-1",
                "name=HOST-1                       | host-1",
                "name=host*                        | host-1,host-2",
                "name!=host-1                      | host-2",
                "name=*-2 and status=up            | host-2",
                "cluster=racks                     | host-1,host-2",
                "cluster.name=racks name=host-2    | host-2",
                "datacenter=south                  |",
                "storage.name=gold                 | host-1,host-2",
                "vms.name=guest                    | host-2",
                "vm.status=up                      | host-2",
                "spm_id > 1                        | host-2",
                "active_vms=0                      | host-1",
                "status=down or name=host-2        | host-2",
                "status < up                       |",
                "ost-2                             | host-2",
                "name=* sortby name desc           | host-2,host-1",
                "name=host.1                       |"
            })
    void hostsAreFound(String search, String expected) {
        TestApi api = new TestApi();
        api.populate();
        String vm = api.read("/vms").replaceAll("(?s).*<vm href=\"/ovirt-engine/api/vms/([^\"]+)\".*", "$1");
        String second = api.read("/hosts?search=name=host-2").replaceAll("(?s).*? id=\"([0-9a-f-]{36})\".*", "$1");
        api.ask(
                "POST",
                "/vms/" + vm + "/start",
                "<action><vm><placement_policy><hosts><host id='" + second
                        + "'/></hosts></placement_policy></vm></action>");

        String found = api.read("/hosts?search=" + URLEncoder.encode(search, StandardCharsets.UTF_8));

        List<String> names = expected == null ? List.of() : List.of(expected.split(",", -1));
        assertThat(elements(found, "name")).isEqualTo(names);
    }

    @Test
    void pagesCutTheResult() {
        TestApi api = new TestApi();
        api.populate();
        assertThat(elements(api.read("/hosts?search=page%202&max=1"), "name")).containsExactly("host-2");
        assertThat(elements(api.read("/hosts?search=page%203&max=1"), "name")).isEmpty();
    }

    @Test
    void caseCountsWhenAsked() {
        TestApi api = new TestApi();
        api.populate();
        assertThat(elements(api.read("/hosts?search=name=HOST-1&case_sensitive=true"), "name"))
                .isEmpty();
        assertThat(elements(api.read("/hosts?search=name=host-1&case_sensitive=true"), "name"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"colour=red", "rooms.name=x", "cluster.colour=red", "name<*a", "sortby colour"})
    void unknownFieldsAreRefused(String search) {
        TestApi api = new TestApi();
        ApiResponse response = api.get("/hosts?search=" + URLEncoder.encode(search, StandardCharsets.UTF_8));
        assertThat(response.status()).isEqualTo(400);
    }

    private static String shown(Search search) {
        StringBuilder shown = new StringBuilder();
        for (List<Search.Term> terms : search.alternatives()) {
            shown.append(shown.isEmpty() ? "" : " / ");
            shown.append(String.join(
                    " & ",
                    terms.stream()
                            .map(each -> (each.field() == null ? "*" : each.field()) + " "
                                    + each.operator().sign() + " " + each.value())
                            .toList()));
        }
        return shown.toString();
    }
}
