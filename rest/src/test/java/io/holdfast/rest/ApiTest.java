package io.holdfast.rest;

import static io.holdfast.rest.TestApi.elements;
import static io.holdfast.rest.TestApi.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.manager.Command;
import io.holdfast.manager.inventory.StorageType;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiTest {
    private final TestApi api = new TestApi();

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/v4", "/v4/", "?x=y"})
    void theRootAnswersWithoutARedirect(String address) {
        String root = api.read(address);
        assertThat(root)
                .contains("<link href=\"/ovirt-engine/api/vms\" rel=\"vms\"/>")
                .contains("<link href=\"/ovirt-engine/api/vms?search={query}\" rel=\"vms/search\"/>")
                .contains(
                        "<link href=\"/ovirt-engine/api/events;from={event_id}?search={query}\" rel=\"events/search\"/>")
                .contains("<major>4</major><minor>5</minor><build>8</build><revision>0</revision>")
                .contains("<blank_template href=\"/ovirt-engine/api/templates/00000000-0000-0000-0000-000000000000\"");
        assertThat(api.get(address).headers().get("Link")).contains("</ovirt-engine/api/hosts>; rel=hosts,");
        assertThat(api.ask("HEAD", address, "").status()).isEqualTo(200);
    }

    @Test
    void versionsOtherThanFourAreRefused() {
        assertThat(api.get("/v3/vms").status()).isEqualTo(400);
        assertThat(api.with("Version", "3").get("/vms").status()).isEqualTo(400);
        assertThat(api.with("Version", "3").get("/v4/vms").status()).isEqualTo(200);
        assertThat(api.with("Version", "4").get("/vms").status()).isEqualTo(200);
    }

    @Test
    void whoDoesNotSignInIsToldHowInADocument() {
        ApiResponse response = api.without("Authorization").get("/vms");
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.headers()).containsEntry("WWW-Authenticate", "Basic realm=\"RESTAPI\"");
        assertThat(response.contentType()).isEqualTo("application/xml");
        assertThat(text(response)).contains("<fault><reason>Unauthorized</reason>");
        assertThat(api.with("Authorization", "Bearer forgotten").get("/vms").status())
                .isEqualTo(401);
        assertThat(api.with("Authorization", "Basic %%%").get("/vms").status()).isEqualTo(401);
        assertThat(api.with("Authorization", "Basic YWRtaW5AaW50ZXJuYWw6d3Jvbmc=")
                        .get("/vms")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void entitiesHaveLinksAndTheActionsThatAreServed() {
        api.populate();
        String vms = api.read("/vms");
        String id = vms.replaceAll("(?s).*<vm href=\"/ovirt-engine/api/vms/([^\"]+)\".*", "$1");
        assertThat(vms)
                .contains("<link href=\"/ovirt-engine/api/vms/" + id + "/start\" rel=\"start\"/>")
                .contains("<link href=\"/ovirt-engine/api/vms/" + id + "/diskattachments\" rel=\"diskattachments\"/>")
                .doesNotContain("rel=\"migrate\"");
        assertThat(api.read("/vms/" + id)).contains("rel=\"start\"").contains("<status>down</status>");
        assertThat(api.read("/vms/" + id + "/")).contains("<status>down</status>");
    }

    @Test
    void jsonSaysTheSame() {
        api.populate();
        String vm = api.json().read("/vms");
        assertThat(vm)
                .startsWith("{\"vm\":[{\"actions\":{\"link\":[{\"href\":\"/ovirt-engine/api/vms/")
                .contains("\"memory\":\"1073741824\"")
                .contains("\"creation_time\":1795489200120")
                .contains("\"high_availability\":{\"enabled\":\"false\",\"priority\":\"1\"}");
        assertThat(api.read("/jobs?search=correlation_id=none")).isEqualTo("{}");
        ApiResponse response = api.ask("POST", "/vms", "{\"memory\":1}");
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.contentType()).isEqualTo("application/json");
        assertThat(text(response))
                .isEqualTo("{\"reason\":\"Incomplete parameters\",\"detail\":\"Vm [name] required for add\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "'*/*', xml",
        "'application/json', json",
        "'application/json, text/plain, */*', json",
        "'application/xml, application/json', xml",
        "'application/xml;q=0.5, application/json', json",
        "'text/html,application/xhtml+xml,application/xml;q=0.9', xml",
        "'image/png', xml"
    })
    void theFormIsTheOneAskedFor(String accept, String form) {
        assertThat(api.with("Accept", accept).get("").contentType()).isEqualTo("application/" + form);
    }

    @Test
    void faultsSayWhatIsWrong() {
        api.populate();
        ApiResponse unknown = api.get("/vms/11111111-2222-3333-4444-555555555555");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(text(unknown))
                .endsWith("<fault><reason>Operation Failed</reason>"
                        + "<detail>Entity not found: 11111111-2222-3333-4444-555555555555</detail></fault>");
        assertThat(api.get("/vms/nonsense").status()).isEqualTo(404);
        assertThat(api.get("/nonsense").status()).isEqualTo(404);
        assertThat(api.get("/vms/11111111-2222-3333-4444-555555555555/nics").status())
                .isEqualTo(404);

        ApiResponse twice = api.ask("POST", "/datacenters", "<data_center><name>north</name></data_center>");
        assertThat(twice.status()).isEqualTo(409);
        assertThat(text(twice)).contains("<detail>[The name 'north' is in use already]</detail>");

        assertThat(text(api.ask("POST", "/vms", "<vm><memory>lots</memory></vm>")))
                .contains("<reason>Invalid value</reason>")
                .contains("vm.memory");
        assertThat(text(api.ask("POST", "/vms", "<vm>"))).contains("Request syntactically incorrect.");
        assertThat(api.ask("PUT", "/vms", "<vm/>").status()).isEqualTo(405);
        assertThat(api.ask("PUT", "/vms", "<vm/>").headers()).containsEntry("Allow", "GET, POST");
        assertThat(api.ask("POST", "/tags", "<tag/>").status()).isEqualTo(501);
        assertThat(api.with("Content-Type", "text/csv")
                        .ask("POST", "/vms", "a,b")
                        .status())
                .isEqualTo(415);
        assertThat(api.get("/vms/%zz").status()).isEqualTo(400);
    }

    @Test
    void aFailedActionIsAnActionWithAFault() {
        api.populate();
        String vm = id("/vms", "guest");
        assertThat(text(api.ask("POST", "/vms/" + vm + "/start", "<action/>"))).contains("<status>pending</status>");
        ApiResponse again = api.ask("POST", "/vms/" + vm + "/start", "");
        assertThat(again.status()).isEqualTo(409);
        assertThat(text(again))
                .contains("<action><status>failed</status><fault><reason>Operation Failed</reason>")
                .contains("VM is running");
        assertThat(text(api.ask("POST", "/vms/" + vm + "/migrate", "<action/>")))
                .contains("<status>failed</status>");
    }

    @Test
    void anActionTellsItsJobAndTheJobItsCorrelation() {
        api.populate();
        String vm = id("/vms", "guest");
        ApiResponse started =
                api.with("Correlation-Id", "my-own_1").ask("POST", "/vms/" + vm + "/start?async=true", "{}x");
        assertThat(started.status()).as("a broken document").isEqualTo(400);
        started = api.ask("POST", "/vms/" + vm + "/start?async=true", "<action/>");
        assertThat(started.status()).isEqualTo(202);
        assertThat(started.headers()).containsEntry("Correlation-Id", "my-own_1");
        assertThat(text(started))
                .contains("<status>in_progress</status>")
                .contains("<job href=\"/ovirt-engine/api/jobs/");
        assertThat(elements(api.read("/jobs?search=correlation_id=my-own_1"), "status"))
                .containsExactly("finished");
        assertThat(elements(api.read("/events?search=correlation_id=my-own_1"), "code"))
                .containsExactly("32");
    }

    @ParameterizedTest
    @CsvSource({"'', false", "'has blank', false", "'ok-1', true", "'ünïcode', false"})
    void onlyAPlainCorrelationIdIsTakenOver(String sent, boolean taken) {
        String answered = Objects.requireNonNull(
                api.with("Correlation-Id", sent).get("/vms").headers().get("Correlation-Id"));
        assertThat(answered.equals(sent)).isEqualTo(taken);
        assertThat(answered).matches("[0-9A-Za-z_-]{1,36}");
        assertThat(api.with("Correlation-Id", "x".repeat(50)).get("/vms").headers())
                .containsEntry("Correlation-Id", "x".repeat(36));
    }

    @Test
    void parametersMayStandInTheQueryOrInTheLastSegment() {
        api.populate();
        assertThat(elements(api.read("/hosts?max=1"), "name")).containsExactly("host-1");
        assertThat(elements(api.read("/hosts;max=1"), "name")).containsExactly("host-1");
        assertThat(elements(api.read("/hosts;max=1?max=2"), "name")).containsExactly("host-1", "host-2");
        assertThat(elements(api.read("/hosts?max=-1"), "name")).hasSize(2);
        assertThat(elements(api.read("/hosts?max=0"), "name")).isEmpty();
        assertThat(elements(api.read("/hosts?follow=&search=&max="), "name")).hasSize(2);
        assertThat(elements(api.read("/hosts?search=name%3Dhost-2+and+status%3Dup"), "name"))
                .containsExactly("host-2");
    }

    @Test
    void followPutsWhatIsLinkedIntoTheDocument() {
        api.populate();
        String vm = id("/vms", "guest");
        String disk = api.add(
                "/disks",
                "<disk><alias>d</alias><format>raw</format><provisioned_size>4096</provisioned_size>"
                        + "<storage_domains><storage_domain><name>gold</name></storage_domain></storage_domains></disk>");
        api.add("/vms/" + vm + "/diskattachments", "<disk_attachment><disk id='" + disk + "'/></disk_attachment>");
        assertThat(api.read("/vms?follow=diskattachments.disk,cluster.data_center"))
                .contains("<disk_attachments><disk_attachment href=\"/ovirt-engine/api/vms/" + vm + "/diskattachments/"
                        + disk)
                .contains("<alias>d</alias>")
                .contains("<name>north</name>");
        assertThat(api.get("/vms?follow=colour").status()).isEqualTo(400);
        assertThat(api.get("/vms?follow=name").status()).isEqualTo(400);
    }

    @Test
    void collectionsThatThisVersionDoesNotKnowAreEmpty() {
        api.populate();
        assertThat(api.read("/vmpools")).endsWith("<vm_pools/>");
        assertThat(api.read("/vms/" + id("/vms", "guest") + "/snapshots")).endsWith("<snapshots/>");
        assertThat(api.read("/tags?search=x&follow=")).endsWith("<tags/>");
    }

    @Test
    void storageOfTheFieldsPosixKindIsSetUp() {
        api.populate();
        api.json();
        String connection = api.add(
                "/storageconnections",
                "{\"type\":\"posixfs\",\"path\":\"/t\",\"vfs_type\":\"none\",\"mount_options\":\"bind\"}");
        assertThat(api.site.last)
                .isEqualTo(new Command.AddStorageConnection(null, StorageType.POSIXFS, "", "/t", "none", "bind"));
        api.add(
                "/storagedomains",
                "{\"name\":\"silver\",\"type\":\"data\",\"host\":{\"name\":\"host-2\"},\"storage\":{\"id\":\""
                        + connection + "\"}}");
        assertThat(api.read("/storagedomains?search=name=silver"))
                .contains("\"status\":\"unattached\"")
                .contains("\"vfs_type\":\"none\"")
                .contains("\"available\":\"64424509440\"");
        ApiResponse missing = api.ask("POST", "/storagedomains", "{\"name\":\"x\",\"type\":\"data\",\"storage\":{}}");
        assertThat(missing.status()).isEqualTo(400);
        assertThat(text(missing)).contains("StorageDomain [host.id|name] required for add");
        assertThat(api.ask("POST", "/storagedomains", "{\"name\":\"x\",\"type\":\"iso\",\"storage\":{}}")
                        .status())
                .isEqualTo(501);
    }

    @Test
    void fenceAgentsNeverTellTheirPassword() {
        api.populate();
        String host = id("/hosts", "host-1");
        api.add(
                "/hosts/" + host + "/fenceagents",
                "<agent><type>redfish</type><address>bmc</address><username>root</username><password>secret</password>"
                        + "<order>1</order><options><option><name>insecure</name><value>true</value></option></options>"
                        + "</agent>");
        assertThat(Objects.requireNonNull((Command.AddFenceAgent) api.site.last).options())
                .isEqualTo(Map.of("insecure", "true"));
        assertThat(api.read("/hosts/" + host + "/fenceagents"))
                .contains("<option><name>insecure</name><value>true</value></option>")
                .doesNotContain("secret");
        assertThat(api.read("/hosts/" + host)).contains("<power_management><enabled>true</enabled>");
        assertThat(api.ask(
                                "PUT",
                                "/hosts/" + host,
                                "<host><power_management><enabled>true</enabled></power_management></host>")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aHostWithItsFenceAgentsIsAddedAtOnce() {
        api.populate();
        api.add(
                "/hosts",
                "<host><name>host-3</name><address>h3</address><port>54322</port><cluster><name>racks</name></cluster>"
                        + "<power_management><agents><agent><type>redfish</type><address>bmc3</address></agent></agents>"
                        + "</power_management></host>");
        assertThat(api.read("/hosts?search=name=host-3"))
                .contains("<enabled>true</enabled>")
                .contains("<status>up</status>")
                .contains("<port>54322</port>");
        ApiResponse refused = api.ask(
                "POST",
                "/hosts",
                "<host><name>host-4</name><address>h4</address><cluster><name>racks</name></cluster>"
                        + "<power_management><agents><agent/></agents></power_management></host>");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(elements(api.read("/hosts"), "name")).doesNotContain("host-4");
    }

    @ParameterizedTest
    @CsvSource({"stop, STOP", "START, START", "Restart, RESTART"})
    void fencing(String type, Command.FenceHost.Operation operation) {
        api.populate();
        String host = id("/hosts", "host-2");
        ApiResponse response =
                api.ask("POST", "/hosts/" + host + "/fence", "<action><fence_type>" + type + "</fence_type></action>");
        assertThat(response.status()).isEqualTo(200);
        assertThat(api.site.last).isEqualTo(new Command.FenceHost(UUID.fromString(host), operation, "admin@internal"));
    }

    @Test
    void fencingNeedsAKnownType() {
        api.populate();
        String fence = "/hosts/" + id("/hosts", "host-2") + "/fence";
        assertThat(text(api.ask("POST", fence, "<action/>"))).contains("Action [fenceType] required for fence");
        assertThat(text(api.ask("POST", fence, "<action><fence_type>burn</fence_type></action>")))
                .contains("expected one of manual, restart, start, status, stop");
    }

    @Test
    void aMachineKeepsWhatWasSaidAboutIt() {
        api.populate();
        String vm = api.add(
                "/vms",
                "<vm><name>m</name><cluster><name>racks</name></cluster><memory>536870912</memory>"
                        + "<cpu><topology><sockets>2</sockets><cores>2</cores></topology></cpu>"
                        + "<os><kernel>/k</kernel><initrd>/i</initrd><cmdline>quiet</cmdline></os>"
                        + "<high_availability><enabled>true</enabled><priority>70</priority></high_availability>"
                        + "<lease><storage_domain><name>gold</name></storage_domain></lease></vm>");
        assertThat(api.read("/vms/" + vm))
                .contains("<memory>536870912</memory>")
                .contains("<sockets>4</sockets>")
                .contains("<kernel>/k</kernel><initrd>/i</initrd><cmdline>quiet</cmdline>")
                .contains("<high_availability><enabled>true</enabled><priority>70</priority></high_availability>")
                .contains("<lease><storage_domain href=\"/ovirt-engine/api/storagedomains/");
        api.add("/vms", "<vm><name>free</name><cluster><name>racks</name></cluster><lease/></vm>");
        assertThat(Objects.requireNonNull((Command.AddVm) api.site.last).leaseDomain())
                .isEqualTo(Command.NO_LEASE);
        ApiResponse template = api.ask(
                "POST",
                "/vms",
                "<vm><name>t</name><cluster><name>racks</name></cluster><template><name>golden</name></template></vm>");
        assertThat(template.status()).isEqualTo(404);
        assertThat(api.ask("PUT", "/vms/" + vm, "<vm><memory>268435456</memory></vm>")
                        .status())
                .isEqualTo(200);
        assertThat(api.read("/vms/" + vm))
                .contains("<memory>268435456</memory>")
                .contains("<sockets>4</sockets>");
    }

    @Test
    void whatIsDeletedIsGone() {
        api.populate();
        String vm = id("/vms", "guest");
        ApiResponse removed = api.ask("DELETE", "/vms/" + vm + "?detach_only=true&async=true", "");
        assertThat(removed.status()).isEqualTo(200);
        assertThat(text(removed)).contains("<action><status>complete</status>");
        assertThat(api.site.last).isEqualTo(new Command.RemoveVm(UUID.fromString(vm), false));
        assertThat(api.get("/vms/" + vm).status()).isEqualTo(404);
    }

    @Test
    void eventsComeNewestFirstAndAfterACursor() {
        api.populate();
        assertThat(elements(api.read("/events?max=2"), "index"))
                .hasSize(2)
                .isSortedAccordingTo((a, b) -> Long.compare(Long.parseLong(b), Long.parseLong(a)));
        String newest = elements(api.read("/events?max=1"), "index").getFirst();
        assertThat(elements(api.read("/events?from=" + newest), "index")).isEmpty();
        assertThat(elements(api.read("/events;from=" + (Long.parseLong(newest) - 1)), "index"))
                .containsExactly(newest);
        assertThat(api.read("/events/" + newest)).contains("<index>" + newest + "</index>");
        assertThat(api.get("/events/999").status()).isEqualTo(404);
        assertThat(elements(api.read("/events?search=severity>normal"), "index"))
                .isEmpty();
        assertThat(elements(api.read("/events?search=type=42+and+host.name=host-2"), "code"))
                .containsExactly("42");
        assertThat(api.read("/events?max=1")).containsPattern("<time>2026-11-24T03:00:00.120Z</time>");
    }

    @Test
    void aHugeDocumentIsRefused() {
        String vm = "<vm><description>" + "x".repeat(5 << 20) + "</description></vm>";
        assertThat(api.ask("POST", "/vms", vm).status()).isEqualTo(400);
    }

    private String id(String collection, String name) {
        String found = api.read(collection + "?search=name=" + name);
        return found.replaceAll("(?s).*? id=\"([0-9a-f-]{36})\".*", "$1");
    }
}
