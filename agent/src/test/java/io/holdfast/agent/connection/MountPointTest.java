package io.holdfast.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MountPointTest {
    @Test
    void aRemotePathHasTheNameThatEveryHostGivesIt() {
        assertThat(MountPoint.name("server:/export/my_data")).isEqualTo("server:_export_my__data");
        assertThat(MountPoint.name("/lab/storage")).isEqualTo("_lab_storage");
        assertThat(MountPoint.name("server://export//a/")).isEqualTo("server:_export_a");
        assertThat(MountPoint.name("server:/")).isEqualTo("server:_");
    }
}
