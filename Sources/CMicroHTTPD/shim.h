#include <microhttpd.h>

// libmicrohttpd is opened while the program runs, so nothing here may refer to a function of it: what Swift
// cannot say, arguments of varying number, goes through the address that dlsym gave.

/// The constants, checked against the header; its enumerations have no names in Swift that stay.
static const int microhttpd_yes = MHD_YES;
static const int microhttpd_no = MHD_NO;
static const int microhttpd_header_kind = MHD_HEADER_KIND;
static const int microhttpd_copy = MHD_RESPMEM_MUST_COPY;
static const uint64_t microhttpd_unknown_size = MHD_SIZE_UNKNOWN;
static const ssize_t microhttpd_end_of_stream = MHD_CONTENT_READER_END_OF_STREAM;

typedef int (*microhttpd_handler)(
    void *context, void *connection, const char *url, const char *method, const char *version,
    const char *data, size_t *size, void **exchange);
typedef void *(*microhttpd_beginning)(void *context, const char *target, void *connection);
typedef void (*microhttpd_end)(void *context, void *connection, void **exchange, int reason);

/// POLLRDHUP: the peer of a socket has closed it, or its sending half; a macro for GNU sources alone.
static const short microhttpd_peer_closed = 0x2000;

/// Gives the socket of a connection, or -1.
///
/// info: the address of MHD_get_connection_info.
static inline int microhttpd_socket(void *info, void *connection) {
  const union MHD_ConnectionInfo *found = ((__typeof__(&MHD_get_connection_info))info)(
      (struct MHD_Connection *)connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return found ? found->connect_fd : -1;
}

/// Starts a server with one thread that waits with epoll, on a socket that listens.
///
/// Gives the daemon, or NULL.
///
/// start: the address of MHD_start_daemon.
static inline void *microhttpd_start(
    void *start, int socket, unsigned int connections, unsigned int seconds, size_t memory,
    microhttpd_handler handler, microhttpd_beginning beginning, microhttpd_end end, void *context) {
  return ((__typeof__(&MHD_start_daemon))start)(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
      (MHD_AccessHandlerCallback)handler, context,
      MHD_OPTION_LISTEN_SOCKET, (MHD_socket)socket,
      MHD_OPTION_CONNECTION_LIMIT, connections,
      MHD_OPTION_CONNECTION_TIMEOUT, seconds,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory,
      MHD_OPTION_URI_LOG_CALLBACK, beginning, context,
      MHD_OPTION_NOTIFY_COMPLETED, end, context,
      MHD_OPTION_END);
}
