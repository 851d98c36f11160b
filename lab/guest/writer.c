/* The only program of the demonstration's guest: it leaves a trace on its disk that shows whether two copies ran.
 *
 * Every boot draws a random token and takes a free region of the disk. Every 100 ms it writes one record, by direct
 * synchronous writes, first to the next sector of its region and then over the shared header, and acknowledges it on
 * standard output (the serial line) only after both writes have returned. Before each write it reads the header and
 * puts into the record what it saw there. So the records of all boots form one chain in the order of the disk itself,
 * which needs no clock to be compared: a second copy that runs at the same time breaks the chain for both.
 *
 * Disk, in sectors of 512 bytes:
 *
 *     0                       header: a copy of the record written last, by whichever boot
 *     (1 + r) * 16384 + n     region r, record n (8 MiB a region)
 *
 * A record is one line of text, padded with zeros to 512 bytes:
 *
 *     HFREC token=<16 hex> host=<text> seq=<n> time=<Unix ns> region=<r> slot=<n> seen=<token>:<seq>|none:0 crc=<8 hex>
 *
 * crc is CRC-32 (IEEE) of everything before " crc=". When a region is full the writer takes another one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define SECTOR 512
#define REGION_SECTORS 16384L
#define PERIOD_NS 100000000L

static char *sector;
static int disk;

static void die(const char *what) {
    printf("WRITER FAILED %s: %s\n", what, strerror(errno));
    fflush(stdout);
    exit(1);
}

static uint32_t crc32(const char *data, size_t length) {
    uint32_t crc = ~0u;
    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned char) data[i];
        for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320u & -(crc & 1));
    }
    return ~crc;
}

static void read_sector(long number) {
    if (pread(disk, sector, SECTOR, number * SECTOR) != SECTOR) die("read");
}

static void write_sector(long number) {
    if (pwrite(disk, sector, SECTOR, number * SECTOR) != SECTOR) die("write");
}

/* A random region whose first sector was never written; all regions in turn from there. */
static long free_region(long regions) {
    uint32_t start;
    if (getrandom(&start, sizeof start, 0) != sizeof start) die("getrandom");
    for (long i = 0; i < regions; i++) {
        long region = (start + i) % regions;
        read_sector((1 + region) * REGION_SECTORS);
        if (sector[0] == 0) return region;
    }
    errno = ENOSPC;
    die("free region");
    return -1;
}

int main(int argc, char **argv) {
    const char *path = argc > 1 ? argv[1] : "/dev/vda";
    const char *host_file = argc > 2 ? argv[2] : "/sys/class/dmi/id/product_serial";
    char host[128] = "unknown", token[17], seen_token[17];
    unsigned long long drawn, bytes = 0, seen_sequence;

    FILE *serial = fopen(host_file, "r");
    if (serial) {
        if (fscanf(serial, "%127s", host) != 1) strcpy(host, "unknown");
        fclose(serial);
    }
    disk = open(path, O_RDWR | O_DIRECT | O_SYNC);
    if (disk < 0) die(path);
    if (ioctl(disk, BLKGETSIZE64, &bytes) != 0) bytes = lseek(disk, 0, SEEK_END);
    if (posix_memalign((void **) &sector, 4096, SECTOR) != 0) die("memory");
    long regions = (long) (bytes / SECTOR / REGION_SECTORS) - 1;
    if (regions < 1) { errno = ENOSPC; die(path); }
    if (getrandom(&drawn, sizeof drawn, 0) != sizeof drawn) die("getrandom");
    snprintf(token, sizeof token, "%016llx", drawn);

    long region = free_region(regions), slot = 0;
    printf("START token=%s host=%s region=%ld\n", token, host, region);
    fflush(stdout);

    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (unsigned long long sequence = 0;; sequence++) {
        if (slot == REGION_SECTORS) { region = free_region(regions); slot = 0; }
        read_sector(0);
        if (sscanf(sector, "HFREC token=%16s host=%*s seq=%llu", seen_token, &seen_sequence) != 2) {
            strcpy(seen_token, "none");
            seen_sequence = 0;
        }
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        memset(sector, 0, SECTOR);
        int length = snprintf(sector, SECTOR, "HFREC token=%s host=%s seq=%llu time=%lld region=%ld slot=%ld seen=%s:%llu",
            token, host, sequence, now.tv_sec * 1000000000LL + now.tv_nsec, region, slot, seen_token, seen_sequence);
        snprintf(sector + length, SECTOR - length, " crc=%08x\n", crc32(sector, length));
        write_sector((1 + region) * REGION_SECTORS + slot);
        write_sector(0);
        slot++;
        printf("ACK %s %llu %lld\n", token, sequence, now.tv_sec * 1000000000LL + now.tv_nsec);
        fflush(stdout);
        next.tv_nsec += PERIOD_NS;
        if (next.tv_nsec >= 1000000000L) { next.tv_nsec -= 1000000000L; next.tv_sec++; }
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec > next.tv_sec || (now.tv_sec == next.tv_sec && now.tv_nsec > next.tv_nsec)) next = now;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
}
