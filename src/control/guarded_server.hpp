#pragma once
// GuardedServer: cpp-httplib's server with the bounds that it lacks. The library reads a request
// line, headers and chunked bodies without a limit, times single reads only, takes a thread per
// connection, and unpacks compressed bodies. Here it reads through a GuardedStream, connections are
// kept in a ConnectionTable, and what the API has no use for (compressed bodies, ranges, a client's
// own REMOTE_ADDR header, form parsing) is refused or taken out of the request before any handler
// sees it.
//
// Owned by ControlServer. Handlers run on its pool threads.

#include <httplib.h>

#include <atomic>
#include <functional>
#include <string>

#include "control/connection_table.hpp"
#include "control/guarded_stream.hpp"
#include "hrp/control/control_server.hpp"

namespace hrp::control {

class GuardedServer final : public httplib::Server {
 public:
  GuardedServer(const base::Clock& clock, const ControlLimits& limits);

  // After binding: as many connections may wait to be accepted as a fleet's scripts may open.
  void widenBacklog();
  // Ends listening, and reading on all connections. listen_after_bind() then returns.
  void shutDown();
  [[nodiscard]] bool shuttingDown() const { return shutting_down_; }

 private:
  bool process_and_close_socket(socket_t fd) override;
  void serve(int fd);
  // False when the connection has to be closed.
  bool serveOne(int fd, GuardedStream& stream, bool is_last);
  void refuse(GuardedStream& stream, int status) const;

  const base::Clock& clock_;
  const ControlLimits limits_;
  ConnectionTable connections_;
  std::atomic<bool> shutting_down_ = false;
};

}  // namespace hrp::control
