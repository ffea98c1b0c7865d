/* What Swift needs of libpq, and of Linux that the Glibc module does not carry. */
#include <libpq-fe.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
