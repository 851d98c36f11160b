package io.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The API without a server: requests and responses as values.
final class TestApi {
    static final String ROOT = "/ovirt-engine/api";

    final FakeSite site = new FakeSite();
    final SignOn signOn = new SignOn(new Tokens(), "secret", InstantSource.fixed(FakeSite.NOW));
    private final Api api = new Api(site, ManagerServer.endpoints(), signOn);
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    TestApi() {
        with(
                "Authorization",
                "Basic "
                        + Base64.getEncoder().encodeToString("admin@internal:secret".getBytes(StandardCharsets.UTF_8)));
    }

    TestApi with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    TestApi without(String name) {
        headers.remove(name);
        return this;
    }

    TestApi json() {
        return with("Accept", "application/json").with("Content-Type", "application/json");
    }

    /// @param address below the root, with query
    ApiResponse ask(String method, String address, String body) {
        int question = address.indexOf('?');
        return api.handle(new ApiRequest(
                method,
                ROOT + (question < 0 ? address : address.substring(0, question)),
                question < 0 ? "" : address.substring(question + 1),
                name -> headers.get(name.toLowerCase(Locale.ROOT)),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))));
    }

    ApiResponse get(String address) {
        return ask("GET", address, "");
    }

    String read(String address) {
        ApiResponse response = get(address);
        assertThat(response.status()).as(address + ": " + text(response)).isEqualTo(200);
        return text(response);
    }

    /// Adds an entity and returns its id.
    String add(String address, String body) {
        ApiResponse response = ask("POST", address, body);
        assertThat(response.status()).as(address + ": " + text(response)).isIn(201, 202);
        String location = Objects.requireNonNull(response.headers().get("Location"));
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /// A site with a data center `north`, a cluster `racks`, two hosts, a storage domain `gold` and a machine `guest`.
    void populate() {
        String dataCenter = add("/datacenters", "<data_center><name>north</name></data_center>");
        add("/clusters", "<cluster><name>racks</name><data_center><name>north</name></data_center></cluster>");
        add("/hosts", "<host><name>host-1</name><address>h1</address><cluster><name>racks</name></cluster></host>");
        add("/hosts", "<host><name>host-2</name><address>h2</address><cluster><name>racks</name></cluster></host>");
        String domain = add(
                "/storagedomains",
                "<storage_domain><name>gold</name><type>data</type><host><name>host-1</name></host><storage>"
                        + "<type>posixfs</type><path>/s</path><vfs_type>none</vfs_type></storage></storage_domain>");
        add("/datacenters/" + dataCenter + "/storagedomains", "<storage_domain id='" + domain + "'/>");
        add("/vms", "<vm><name>guest</name><cluster><name>racks</name></cluster></vm>");
    }

    static String text(ApiResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /// What stands between `<name>` and `</name>`, of all such elements, in order.
    static List<String> elements(String xml, String name) {
        Matcher matcher =
                Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(xml);
        return matcher.results().map(each -> each.group(1)).toList();
    }
}
