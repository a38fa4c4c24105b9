#pragma once
// ControlServer: the HTTP API of the master (docs/control-api.md): start, rebalance, stop and quit
// a run, and look at the workers and at the merged statistics.
//
// Owned by the composition; start() and stop() are called from one thread, never from a handler of
// its own (stop() waits for the requests that are being answered, so that the reply to /quit still
// goes out). The RunControl and the Clock must outlive it; RunControl is called from many threads.
//
// It never trusts a client: every request has a byte budget and a deadline, a body is never
// decompressed, connections are capped, and a slow client loses its place to a new one.
//
// Errors of start(): kInvalidArgument for an address that cannot be read, kIo when it cannot be
// listened on.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"
#include "hrp/runner/run_control.hpp"

namespace hrp::control {

struct ControlLimits {
  std::size_t head_bytes = 64 << 10;  // request line and headers
  std::size_t body_bytes = 1 << 20;   // as it comes over the wire, chunk headers included
  base::Duration idle = std::chrono::seconds(5);      // until the first byte of a request
  base::Duration request = std::chrono::seconds(10);  // from its first byte to the end of its body
  base::Duration reply = std::chrono::seconds(10);    // to take one reply
  std::size_t connections = 16;                       // answered at a time
  std::size_t spare_threads = 8;                      // to refuse or make room for the rest
  std::size_t requests_per_connection = 100;
};

struct ControlOptions {
  std::string address = "127.0.0.1:9771";  // "host:port", "[v6]:port", ":port"; port 0: any free
  // Names by which clients reach it, beside addresses, localhost and those of the machine.
  std::vector<std::string> names{};
  ControlLimits limits{};
};

class ControlServer {
 public:
  ControlServer(runner::RunControl& control, const base::Clock& clock, ControlOptions options);
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  // Binds, listens and returns when requests are taken.
  [[nodiscard]] base::Result<> start();
  // Ends listening, waits for the requests in hand. Does nothing when not started.
  void stop();

  [[nodiscard]] std::uint16_t port() const;  // the one really bound; 0 before start()
  [[nodiscard]] std::string url() const;     // "http://127.0.0.1:9771"

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hrp::control
