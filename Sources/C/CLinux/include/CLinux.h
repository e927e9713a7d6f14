// Linux calls and macros that Glibc's Swift module does not carry: names only, no logic.
//
// _GNU_SOURCE stays out of this header: with it, glibc's own types would differ from those which
// Swift's Glibc module has seen. The calls that need it are in CLinux.c.
#ifndef PORTCULLIS_CLINUX_H
#define PORTCULLIS_CLINUX_H

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
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

// errno is a macro, and thread-local.
static inline int portcullis_errno(void) { return errno; }

static inline int portcullis_stream_socket(int family) {
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static inline int portcullis_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

// The name is a C array as long as the record, which Swift would copy whole.
static inline const char *portcullis_entry_name(const struct dirent *entry) {
    return entry->d_name;
}

// accept4 with SOCK_NONBLOCK and SOCK_CLOEXEC.
int portcullis_accept(int listener);

// Pins the calling thread to a core by its number.
int portcullis_pin_to_core(int core);

// Pins a thread to be made to the core of this place among those the process may use.
int portcullis_pin_attribute(pthread_attr_t *attributes, int place);

// Counts the cores the process may use.
int portcullis_available_cores(void);

int portcullis_set_thread_name(const char *name);

#endif
