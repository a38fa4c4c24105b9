#pragma once
// PushgatewayClient: PUT, GET and DELETE at a Pushgateway through libcurl. One owner, one thread;
// each call blocks for at most the timeout, and never beyond what endBy() said. It keeps its
// connection between calls.
//
// A text that is worth it is sent compressed. A gateway that does not know that (Pushgateway before
// 1.5.0 reads it as plain) is sent the text again as it is, and from then on always.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"

namespace hrp::outputs {

class PushgatewayClient {
 public:
  struct Listing {
    std::string body;
    std::int64_t unix_seconds = 0;  // by the gateway's clock, or ours when it tells no time
  };
  static constexpr std::size_t kMaxListing = 64 << 20;  // bytes of one answer to get()

  PushgatewayClient(const base::Clock& clock, base::Duration timeout);
  ~PushgatewayClient();
  PushgatewayClient(const PushgatewayClient&) = delete;
  PushgatewayClient& operator=(const PushgatewayClient&) = delete;

  // PEM certificates that are trusted beside those of the system.
  void trust(std::string certificates) { certificates_ = std::move(certificates); }

  // Replaces all metrics of the group. The error has one line: curl's reason, or the status with
  // the beginning of the answer or where a redirect leads to.
  [[nodiscard]] base::Result<> put(const std::string& group_url, const std::string& metrics);
  [[nodiscard]] base::Result<> remove(const std::string& group_url);
  [[nodiscard]] base::Result<Listing> get(const std::string& url);

  // Any thread: a call that is under way or begins later ends by then at the latest.
  void endBy(base::TimePoint deadline);

 private:
  struct Handles;
  struct Request;
  struct Answer;
  [[nodiscard]] base::Result<Answer> perform(const Request& request);
  [[nodiscard]] base::Result<> transfer();

  const base::Clock& clock_;
  const base::Duration timeout_;
  std::atomic<base::TimePoint> deadline_;
  std::string certificates_;
  bool compresses_ = true;
  std::unique_ptr<Handles> handles_;
};

}  // namespace hrp::outputs
