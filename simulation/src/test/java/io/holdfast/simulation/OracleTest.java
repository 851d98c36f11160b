package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OracleTest {
    private final WorldRecord world = new WorldRecord();

    @Test
    void oneWriterAfterTheOtherIsRight() {
        world.began(1, "first", "disk");
        world.wrote(2, "first", "disk");
        world.ended(3, "first", "disk");
        world.began(3, "second", "disk");
        world.wrote(4, "second", "disk");
        assertThat(Oracle.judge(world)).isEmpty();
    }

    @Test
    void twoWritersOfOneTargetAreFoundAlthoughNeitherHasWritten() {
        world.began(1, "first", "disk");
        world.began(2, "second", "disk");
        assertThat(Oracle.judge(world)).hasSize(1);
    }

    @Test
    void aWriteThatLandsAfterItsWritersEndIsFound() {
        world.began(1, "first", "disk");
        world.ended(2, "first", "disk");
        world.wrote(3, "first", "disk");
        assertThat(Oracle.judge(world)).hasSize(1);
    }

    @Test
    void writersOfDifferentTargetsDoNotMeet() {
        world.began(1, "first", "disk");
        world.began(1, "second", "other disk");
        assertThat(Oracle.judge(world)).isEmpty();
    }
}
