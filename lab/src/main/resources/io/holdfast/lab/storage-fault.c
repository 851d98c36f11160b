/* Loaded into a host's bindfs (LD_PRELOAD): while the first byte of the file named by HOLDFAST_STORAGE_FAULT is '1', every
 * read, write, flush and open of a file ends with EIO, on descriptors that are open already too, and works again after. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static volatile const char *fault;

__attribute__((constructor)) static void map_fault(void) {
    const char *path = getenv("HOLDFAST_STORAGE_FAULT");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *page = mmap(NULL, 1, PROT_READ, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) fault = page;
    close(file);
}

static int failing(void) {
    if (!fault || *fault != '1') return 0;
    errno = EIO;
    return 1;
}

#define NEXT(type, name, ...) \
    static type (*next)(__VA_ARGS__); \
    if (!next) next = (type (*)(__VA_ARGS__)) dlsym(RTLD_NEXT, #name)

#define TRANSFER(name, pointer, offset) \
    ssize_t name(int file, pointer data, size_t size, offset at) { \
        NEXT(ssize_t, name, int, pointer, size_t, offset); \
        return failing() ? -1 : next(file, data, size, at); \
    }
TRANSFER(pread, void *, off_t)
TRANSFER(pread64, void *, off64_t)
TRANSFER(pwrite, const void *, off_t)
TRANSFER(pwrite64, const void *, off64_t)

#define FLUSH(name) \
    int name(int file) { \
        NEXT(int, name, int); \
        return failing() ? -1 : next(file); \
    }
FLUSH(fsync)
FLUSH(fdatasync)

#define TRUNCATE(name, offset) \
    int name(int file, offset size) { \
        NEXT(int, name, int, offset); \
        return failing() ? -1 : next(file, size); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

/* Only files of the storage: the FUSE device and /proc stay usable. */
#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list list; \
        va_start(list, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; \
        va_end(list); \
        NEXT(int, name, const char *, int, ...); \
        return path[0] != '/' && failing() ? -1 : next(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
