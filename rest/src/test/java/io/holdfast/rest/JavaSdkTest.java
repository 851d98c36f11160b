package io.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ovirt.engine.sdk4.ConnectionBuilder.connection;
import static org.ovirt.engine.sdk4.builders.Builders.agent;
import static org.ovirt.engine.sdk4.builders.Builders.cluster;
import static org.ovirt.engine.sdk4.builders.Builders.dataCenter;
import static org.ovirt.engine.sdk4.builders.Builders.disk;
import static org.ovirt.engine.sdk4.builders.Builders.diskAttachment;
import static org.ovirt.engine.sdk4.builders.Builders.highAvailability;
import static org.ovirt.engine.sdk4.builders.Builders.host;
import static org.ovirt.engine.sdk4.builders.Builders.hostStorage;
import static org.ovirt.engine.sdk4.builders.Builders.operatingSystem;
import static org.ovirt.engine.sdk4.builders.Builders.storageDomain;
import static org.ovirt.engine.sdk4.builders.Builders.storageDomainLease;
import static org.ovirt.engine.sdk4.builders.Builders.template;
import static org.ovirt.engine.sdk4.builders.Builders.vm;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ovirt.engine.sdk4.Connection;
import org.ovirt.engine.sdk4.Error;
import org.ovirt.engine.sdk4.services.SystemService;
import org.ovirt.engine.sdk4.services.VmService;
import org.ovirt.engine.sdk4.types.DataCenterStatus;
import org.ovirt.engine.sdk4.types.Disk;
import org.ovirt.engine.sdk4.types.DiskAttachment;
import org.ovirt.engine.sdk4.types.DiskFormat;
import org.ovirt.engine.sdk4.types.DiskInterface;
import org.ovirt.engine.sdk4.types.DiskStatus;
import org.ovirt.engine.sdk4.types.Event;
import org.ovirt.engine.sdk4.types.Host;
import org.ovirt.engine.sdk4.types.HostStatus;
import org.ovirt.engine.sdk4.types.StorageDomain;
import org.ovirt.engine.sdk4.types.StorageDomainStatus;
import org.ovirt.engine.sdk4.types.StorageDomainType;
import org.ovirt.engine.sdk4.types.StorageType;
import org.ovirt.engine.sdk4.types.Vm;
import org.ovirt.engine.sdk4.types.VmStatus;

/// The unmodified oVirt Java SDK 4.4.5 against our server over TLS: it sets a site up and works with it.
final class JavaSdkTest {
    private static TestServer server = new TestServer(null);
    private static Connection client = connect(TestServer.PASSWORD);
    private static SystemService system = client.systemService();

    private static Connection connect(String password) {
        return connection()
                .url(server.url("/ovirt-engine/api"))
                .user("admin@internal")
                .password(password)
                .trustStoreFile(server.keystore.toString())
                .trustStorePassword("changeit")
                .build();
    }

    @BeforeAll
    static void setTheSiteUp() {
        system.dataCentersService()
                .add()
                .dataCenter(dataCenter()
                        .name("north")
                        .description("Where it is cold")
                        .local(false))
                .send();
        system.clustersService()
                .add()
                .cluster(cluster().name("racks").dataCenter(dataCenter().name("north")))
                .send();
        Host added = system.hostsService()
                .add()
                .host(host().name("host-1")
                        .address("192.0.2.1")
                        .cluster(cluster().name("racks")))
                .send()
                .host();
        system.hostsService()
                .hostService(added.id())
                .fenceAgentsService()
                .add()
                .agent(agent().address("192.0.2.101")
                        .type("redfish")
                        .username("root")
                        .password("secret")
                        .order(1))
                .send();
        StorageDomain domain = system.storageDomainsService()
                .add()
                .storageDomain(storageDomain()
                        .name("gold")
                        .type(StorageDomainType.DATA)
                        .host(host().name("host-1"))
                        .storage(hostStorage()
                                .type(StorageType.POSIXFS)
                                .path("/lab/storage")
                                .vfsType("none")
                                .mountOptions("bind")))
                .send()
                .storageDomain();
        assertThat(domain.status()).isEqualTo(StorageDomainStatus.UNATTACHED);
        system.dataCentersService()
                .dataCenterService(dataCenterId())
                .storageDomainsService()
                .add()
                .storageDomain(storageDomain().id(domain.id()))
                .send();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void connects() {
        assertThat(client.validate()).isTrue();
        assertThat(system.get().send().api().productInfo().version().major()).isEqualTo(4);
        assertThat(system.get().send().api().summary().hosts().totalAsInteger()).isEqualTo(1);
    }

    @Test
    void listsDataCentersAndClusters() {
        assertThat(system.dataCentersService().list().send().dataCenters())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.name()).isEqualTo("north");
                    assertThat(each.status()).isEqualTo(DataCenterStatus.UP);
                });
        assertThat(system.clustersService()
                        .list()
                        .search("datacenter=north")
                        .send()
                        .clusters())
                .singleElement()
                .satisfies(each -> assertThat(each.dataCenter().id()).isEqualTo(dataCenterId()));
    }

    @Test
    void listsHostsWithTheirPowerDevices() {
        List<Host> hosts = system.hostsService()
                .list()
                .search("name=host-1 and status=up")
                .send()
                .hosts();
        assertThat(hosts).singleElement().satisfies(each -> {
            assertThat(each.status()).isEqualTo(HostStatus.UP);
            assertThat(each.powerManagement().enabled()).isTrue();
        });
        var fencing = system.hostsService().hostService(hosts.getFirst().id());
        assertThat(fencing.fenceAgentsService().list().send().agents())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.username()).isEqualTo("root");
                    assertThat(each.passwordPresent()).isFalse();
                });
        assertThat(fencing.fence()
                        .fenceType("status")
                        .send()
                        .powerManagement()
                        .status()
                        .value())
                .isEqualTo("on");
    }

    @Test
    void listsStorageDomainsAndFollowsTheirLinks() throws Exception {
        StorageDomain top =
                system.storageDomainsService().list().send().storageDomains().getFirst();
        assertThat(top.name()).isEqualTo("gold");
        assertThat(top.storage().vfsType()).isEqualTo("none");
        assertThat(top.dataCenters()).hasSize(1);
        StorageDomain attached = system.dataCentersService()
                .dataCenterService(dataCenterId())
                .storageDomainsService()
                .storageDomainService(top.id())
                .get()
                .send()
                .storageDomain();
        assertThat(attached.status()).isEqualTo(StorageDomainStatus.ACTIVE);
        assertThat(client.followLink(attached.dataCenter()).name()).isEqualTo("north");
        assertThat(client.followLink(top.disks())).isNotNull();
    }

    @Test
    void aMachineLives() throws Exception {
        Disk disk = system.disksService()
                .add()
                .disk(disk().name("counter")
                        .format(DiskFormat.RAW)
                        .provisionedSize(1 << 20)
                        .storageDomains(storageDomain().name("gold")))
                .send()
                .disk();
        assertThat(disk.status()).isEqualTo(DiskStatus.OK);
        Vm added = system.vmsService()
                .add()
                .vm(vm().name("guest")
                        .cluster(cluster().name("racks"))
                        .template(template().name("Blank"))
                        .memory(256L << 20)
                        .os(operatingSystem()
                                .kernel("/boot/vmlinuz")
                                .initrd("/boot/initrd")
                                .cmdline("console=ttyS0"))
                        .highAvailability(highAvailability().enabled(true).priority(50))
                        .lease(storageDomainLease()
                                .storageDomain(storageDomain().name("gold"))))
                .send()
                .vm();
        VmService service = system.vmsService().vmService(added.id());
        DiskAttachment attached = service.diskAttachmentsService()
                .add()
                .attachment(diskAttachment()
                        .disk(disk().id(disk.id()))
                        .interface_(DiskInterface.VIRTIO)
                        .bootable(true)
                        .active(true))
                .send()
                .attachment();
        assertThat(attached.id()).isEqualTo(disk.id());

        service.start().send();
        Vm running = service.get().follow("host,disk_attachments.disk").send().vm();
        assertThat(running.status()).isEqualTo(VmStatus.UP);
        assertThat(running.host().name()).isEqualTo("host-1");
        assertThat(running.os().kernel()).isEqualTo("/boot/vmlinuz");
        assertThat(running.highAvailability().enabled()).isTrue();
        assertThat(running.lease().storageDomain().id()).isNotEmpty();
        assertThat(running.diskAttachments().getFirst().disk().name()).isEqualTo("counter");
        assertThatThrownBy(() -> service.start().send())
                .isInstanceOf(Error.class)
                .hasMessageContaining("VM is running");

        service.stop().send();
        assertThat(service.get().send().vm().status()).isEqualTo(VmStatus.DOWN);
        service.update().vm(vm().description("changed")).send();
        assertThat(service.get().send().vm().description()).isEqualTo("changed");
        assertThat(service.get().send().vm().memory().longValue()).isEqualTo(256L << 20);
        assertThat(service.nicsService().list().send().nics()).isEmpty();

        service.remove().send();
        assertThatThrownBy(() -> service.get().send()).isInstanceOf(Error.class).hasMessageContaining("404");
    }

    @Test
    void watchesEvents() {
        List<Event> newest = system.eventsService().list().max(1).send().events();
        int cursor = newest.getFirst().indexAsInteger();
        system.clustersService()
                .add()
                .cluster(cluster().name("more").dataCenter(dataCenter().name("north")))
                .send();
        Vm vm = system.vmsService()
                .add()
                .vm(vm().name("watched").cluster(cluster().name("more")))
                .send()
                .vm();
        List<Event> since = system.eventsService().list().from(cursor).send().events();
        assertThat(since).isNotEmpty().allSatisfy(each -> assertThat(each.indexAsInteger())
                .isGreaterThan(cursor));
        assertThat(system.eventsService()
                        .list()
                        .search("type=34 and vm.name=watched")
                        .send()
                        .events())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.vm().id()).isEqualTo(vm.id());
                    assertThat(each.time()).isNotNull();
                });
        assertThat(system.eventsService().list().max(2).send().events()).hasSize(2);
    }

    @Test
    void faultsAreUnderstood() {
        assertThatThrownBy(() -> system.dataCentersService()
                        .add()
                        .dataCenter(dataCenter().name("north").local(false))
                        .send())
                .isInstanceOf(Error.class)
                .hasMessageContaining("409")
                .hasMessageContaining("in use already");
        assertThatThrownBy(() -> system.vmsService().add().vm(vm()).send())
                .isInstanceOf(Error.class)
                .hasMessageContaining("Vm [name] required for add");
        assertThatThrownBy(() -> system.vmsService().list().search("colour=red").send())
                .isInstanceOf(Error.class)
                .hasMessageContaining("no field 'colour'");
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        Connection wrong = connect("guess");
        assertThatThrownBy(() -> wrong.systemService().get().send())
                .isInstanceOf(Error.class)
                .hasStackTraceContaining("Cannot authenticate user");
        wrong.close(false);
    }

    @Test
    void aForgottenTokenIsRenewedByItself() throws Exception {
        Connection one = connect(TestServer.PASSWORD);
        String token = one.authenticate();
        Connection other = connection()
                .url(server.url("/ovirt-engine/api"))
                .token(token)
                .trustStoreFile(server.keystore.toString())
                .trustStorePassword("changeit")
                .build();
        other.close(true);
        assertThat(one.systemService().get().send().api()).isNotNull();
        assertThat(one.authenticate()).isNotEqualTo(token);
        one.close();
    }

    private static String dataCenterId() {
        return system.dataCentersService()
                .list()
                .search("name=north")
                .send()
                .dataCenters()
                .getFirst()
                .id();
    }
}
