#pragma once
// Transport: carries frames between the master and its workers. It may lose, delay, repeat and
// reorder them; the protocol above copes. One thread owns a transport and calls every method except
// wake().

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"

namespace hrp::cluster {

struct Incoming {
  std::string peer;     // master: the worker's id; worker: empty
  std::string address;  // the peer's IP address, as far as it is known
  std::string bytes;
};

class Transport {
 public:
  virtual ~Transport() = default;
  // Never waits. False: dropped (no such peer now, or its queue is full).
  virtual bool send(const std::string& peer, std::string_view bytes) = 0;
  // Waits for a frame, for wake() or for `timeout`.
  [[nodiscard]] virtual std::optional<Incoming> receive(base::Duration timeout) = 0;
  virtual void wake() = 0;  // any thread
};

struct MasterEndpoint {
  std::string host = "0.0.0.0";  // an address of this machine; "::" for IPv6 too
  std::uint16_t port = 5557;     // 0: any free port
};
struct MasterTransport {
  std::unique_ptr<Transport> transport;
  std::uint16_t port = 0;  // that was bound
};
struct WorkerEndpoint {
  std::string host = "127.0.0.1";
  std::uint16_t port = 5557;
  std::string worker_id;  // the routing id, so a reconnected worker is the same peer
};

// ZeroMQ: a ROUTER for the master, a DEALER for a worker. kIo: the address cannot be bound (the
// message names it). A worker connects in the background and for ever.
[[nodiscard]] base::Result<MasterTransport> bindZmq(const MasterEndpoint& endpoint);
[[nodiscard]] base::Result<std::unique_ptr<Transport>> connectZmq(const WorkerEndpoint& endpoint);

}  // namespace hrp::cluster
