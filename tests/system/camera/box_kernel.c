/* What a kernel of a box has and one in a container or in CI may not have: LD_PRELOAD this.
 *
 * dma-heap, for libcamera's virtual camera: /dev/dma_heap/{system,linux,cma} opens as a memfd, an allocation
 * from it is a memfd, and the ioctls of dma-buf do nothing. And a clock that NTP keeps. Only the tests of
 * this folder load it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/timex.h>
#include <sys/types.h>
#include <unistd.h>

static int is_heap(const char *path)
{
    return path && (!strcmp(path, "/dev/dma_heap/system") || !strcmp(path, "/dev/dma_heap/linux,cma"));
}

#define HEAP_OR_REAL(name)                                                              \
    int name(const char *path, int flags, ...)                                          \
    {                                                                                   \
        static int (*real)(const char *, int, ...);                                     \
        mode_t mode = 0;                                                                \
        if (flags & (O_CREAT | O_TMPFILE)) {                                            \
            va_list rest;                                                               \
            va_start(rest, flags);                                                      \
            mode = va_arg(rest, mode_t);                                                \
            va_end(rest);                                                               \
        }                                                                               \
        if (is_heap(path))                                                              \
            return memfd_create("dma-heap", MFD_CLOEXEC);                               \
        if (!real)                                                                      \
            real = dlsym(RTLD_NEXT, #name);                                             \
        return real(path, flags, mode);                                                 \
    }
HEAP_OR_REAL(open)
HEAP_OR_REAL(open64)

/* As chronyd or systemd-timesyncd leaves it: reading the clock's state (modes 0) says TIME_OK. */
int adjtimex(struct timex *state)
{
    state->status = 0;
    return TIME_OK;
}

int ioctl(int fd, unsigned long request, ...)
{
    static int (*real)(int, unsigned long, ...);
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (request == DMA_HEAP_IOCTL_ALLOC) {
        struct dma_heap_allocation_data *wanted = argument;
        int buffer = memfd_create("dma-buf", MFD_CLOEXEC);
        if (buffer < 0)
            return -1;
        if (ftruncate(buffer, (wanted->len + 4095) & ~4095ULL)) {
            close(buffer);
            return -1;
        }
        wanted->fd = buffer;
        return 0;
    }
    if (request == DMA_BUF_IOCTL_SYNC)
        return 0;
    if (_IOC_TYPE(request) == 'b' && _IOC_NR(request) == 1) /* DMA_BUF_SET_NAME */
        return 0;
    if (!real)
        real = dlsym(RTLD_NEXT, "ioctl");
    return real(fd, request, argument);
}
