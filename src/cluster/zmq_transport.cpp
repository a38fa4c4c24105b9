#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <zmq.hpp>

#include "hrp/cluster/messages.hpp"
#include "hrp/cluster/transport.hpp"

namespace hrp::cluster {
namespace {

using base::ErrorCode;
using base::fail;

constexpr int kHighWaterMark = 10'000;
constexpr int kLingerMs = 500;
constexpr int kHeartbeatMs = 1'000;
constexpr int kHeartbeatTimeoutMs = 4'000;
constexpr int kReconnectMs = 100;
constexpr int kReconnectMaxMs = 1'000;

// "::1" needs brackets in a ZeroMQ address.
std::string address(const std::string& host, std::uint16_t port) {
  const bool bare_ipv6 = host.find(':') != std::string::npos && host.front() != '[';
  const std::string shown = bare_ipv6 ? "[" + host + "]" : host;
  return "tcp://" + shown + ":" + (port == 0 ? "*" : std::to_string(port));
}

class WakeUp {
 public:
  WakeUp() : handle_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ~WakeUp() {
    if (handle_ >= 0) ::close(handle_);
  }
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;

  void raise() const {
    const std::uint64_t one = 1;
    // A full counter is already readable, so a refused write loses nothing.
    if (::write(handle_, &one, sizeof one) < 0) return;
  }
  void clear() const {
    std::uint64_t count = 0;
    if (::read(handle_, &count, sizeof count) < 0) return;
  }
  [[nodiscard]] int handle() const { return handle_; }

 private:
  int handle_;
};

class ZmqTransport final : public Transport {
 public:
  explicit ZmqTransport(zmq::socket_type type)
      : socket_(context_, type), routes_(type == zmq::socket_type::router) {
    socket_.set(zmq::sockopt::linger, kLingerMs);
    socket_.set(zmq::sockopt::sndhwm, kHighWaterMark);
    socket_.set(zmq::sockopt::rcvhwm, kHighWaterMark);
    socket_.set(zmq::sockopt::ipv6, true);
    socket_.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(kMaxFrameBytes));
    socket_.set(zmq::sockopt::heartbeat_ivl, kHeartbeatMs);
    socket_.set(zmq::sockopt::heartbeat_timeout, kHeartbeatTimeoutMs);
  }

  [[nodiscard]] zmq::socket_t& underlying() { return socket_; }

  bool send(const std::string& peer, std::string_view bytes) override {
    try {
      const auto flags = zmq::send_flags::dontwait;
      if (routes_ && !socket_.send(zmq::buffer(peer), flags | zmq::send_flags::sndmore)) {
        return false;
      }
      return socket_.send(zmq::buffer(bytes.data(), bytes.size()), flags).has_value();
    } catch (const zmq::error_t&) {
      return false;  // EHOSTUNREACH: no connection to that worker now
    }
  }

  std::optional<Incoming> receive(base::Duration timeout) override {
    try {
      // Frames are taken without polling while there are some: one system call less for each.
      if (auto ready = takeFrame()) return ready;
      std::array<zmq::pollitem_t, 2> items{
          {{socket_.handle(), 0, ZMQ_POLLIN, 0}, {nullptr, wake_.handle(), ZMQ_POLLIN, 0}}};
      zmq::poll(items.data(), items.size(),
                std::chrono::duration_cast<std::chrono::milliseconds>(timeout));
      if ((items[1].revents & ZMQ_POLLIN) != 0) wake_.clear();
      return takeFrame();
    } catch (const zmq::error_t&) {
      return std::nullopt;  // EINTR by a signal; the caller comes back
    }
  }

  void wake() override { wake_.raise(); }

 private:
  std::optional<Incoming> takeFrame() {
    zmq::message_t part;
    Incoming incoming;
    if (!socket_.recv(part, zmq::recv_flags::dontwait)) return std::nullopt;
    if (routes_) {
      incoming.peer = part.to_string();
      if (!part.more()) return std::nullopt;
      if (!socket_.recv(part, zmq::recv_flags::dontwait)) return std::nullopt;
    }
    // Peer-Address is missing on transports other than TCP, and gets() throws then.
    if (const char* known = zmq_msg_gets(part.handle(), "Peer-Address"); known != nullptr) {
      incoming.address = known;
      if (incoming.address.starts_with("::ffff:")) incoming.address.erase(0, 7);
    }
    incoming.bytes = part.to_string();
    bool more = part.more();
    while (more) {
      // A message of this protocol is one part; more make it malformed.
      incoming.bytes.clear();
      zmq::message_t extra;
      if (!socket_.recv(extra, zmq::recv_flags::dontwait)) break;
      more = extra.more();
    }
    return incoming;
  }

  zmq::context_t context_{1};
  zmq::socket_t socket_;
  const bool routes_;
  WakeUp wake_;
};

}  // namespace

base::Result<MasterTransport> bindZmq(const MasterEndpoint& endpoint) {
  const std::string where = endpoint.host + ":" + std::to_string(endpoint.port);
  try {
    auto transport = std::make_unique<ZmqTransport>(zmq::socket_type::router);
    zmq::socket_t& socket = transport->underlying();
    socket.set(zmq::sockopt::router_mandatory, true);
    socket.set(zmq::sockopt::router_handover, true);
    socket.bind(address(endpoint.host, endpoint.port));
    const auto bound = socket.get(zmq::sockopt::last_endpoint);
    const auto port = std::stoul(bound.substr(bound.rfind(':') + 1));
    return MasterTransport{std::move(transport), static_cast<std::uint16_t>(port)};
  } catch (const zmq::error_t& error) {
    return fail(ErrorCode::kIo, "cannot listen on " + where + ": " + error.what(),
                "choose another --master-bind-host or --master-bind-port");
  } catch (const std::exception& error) {
    return fail(ErrorCode::kIo, "cannot listen on " + where + ": " + error.what());
  }
}

base::Result<std::unique_ptr<Transport>> connectZmq(const WorkerEndpoint& endpoint) {
  // 0.0.0.0 is the documented default of a worker and means this machine.
  const std::string host = endpoint.host == "0.0.0.0" ? "127.0.0.1" : endpoint.host;
  try {
    auto transport = std::make_unique<ZmqTransport>(zmq::socket_type::dealer);
    zmq::socket_t& socket = transport->underlying();
    socket.set(zmq::sockopt::routing_id, endpoint.worker_id);
    socket.set(zmq::sockopt::reconnect_ivl, kReconnectMs);
    socket.set(zmq::sockopt::reconnect_ivl_max, kReconnectMaxMs);
    // Nothing queues up for a master that is not there; what matters is sent again.
    socket.set(zmq::sockopt::immediate, true);
    socket.connect(address(host, endpoint.port));
    return std::unique_ptr<Transport>(std::move(transport));
  } catch (const zmq::error_t& error) {
    return fail(ErrorCode::kInvalidArgument, "cannot connect to " + endpoint.host + ":" +
                                                 std::to_string(endpoint.port) + ": " +
                                                 error.what());
  }
}

}  // namespace hrp::cluster
