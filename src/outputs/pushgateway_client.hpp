#pragma once
// PushgatewayClient: PUT and DELETE of a Pushgateway's groups through libcurl. One owner, one
// thread; each call blocks for at most the timeout. It keeps its connection between calls.

#include <chrono>
#include <memory>
#include <string>

#include "hrp/base/error.hpp"

namespace hrp::outputs {

class PushgatewayClient {
 public:
  explicit PushgatewayClient(std::chrono::milliseconds timeout);
  ~PushgatewayClient();
  PushgatewayClient(const PushgatewayClient&) = delete;
  PushgatewayClient& operator=(const PushgatewayClient&) = delete;

  // Replaces all metrics of the group. The error has one line: curl's reason, or the status and
  // the beginning of the answer.
  [[nodiscard]] base::Result<> put(const std::string& group_url, const std::string& metrics);
  [[nodiscard]] base::Result<> remove(const std::string& group_url);

 private:
  struct Handle;
  [[nodiscard]] base::Result<> perform(const std::string& url, const char* method,
                                       const std::string* body);

  std::chrono::milliseconds timeout_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace hrp::outputs
