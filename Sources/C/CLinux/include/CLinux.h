// Linux calls and macros that Glibc's Swift module does not carry: names only, no logic.
#ifndef PORTCULLIS_CLINUX_H
#define PORTCULLIS_CLINUX_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// accept4 and sched_setaffinity need _GNU_SOURCE, which Swift's own Glibc import does not set.
static inline int portcullis_accept4(int listener, int flags) {
    return accept4(listener, 0, 0, flags);
}

// CPU_SET is a macro; the set for one core is made here.
static inline int portcullis_pin_to_core(int core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    return sched_setaffinity(0, sizeof set, &set);
}

static inline int portcullis_available_cores(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return CPU_COUNT(&set);
}

static inline int portcullis_set_thread_name(const char *name) {
    return pthread_setname_np(pthread_self(), name);
}

#endif
