// The calls that need _GNU_SOURCE, which the header must not set.
#define _GNU_SOURCE
#include "CLinux.h"

int portcullis_accept(int listener) {
    return accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int portcullis_pin_to_core(int core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    return sched_setaffinity(0, sizeof set, &set);
}

int portcullis_pin_attribute(pthread_attr_t *attributes, int place) {
    cpu_set_t usable, one;
    CPU_ZERO(&usable);
    CPU_ZERO(&one);
    if (sched_getaffinity(0, sizeof usable, &usable) != 0) return errno;
    for (int core = 0; core < CPU_SETSIZE; core++) {
        if (!CPU_ISSET(core, &usable) || place-- > 0) continue;
        CPU_SET(core, &one);
        return pthread_attr_setaffinity_np(attributes, sizeof one, &one);
    }
    return EINVAL;
}

int portcullis_available_cores(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return CPU_COUNT(&set);
}

int portcullis_set_thread_name(const char *name) {
    return pthread_setname_np(pthread_self(), name);
}
