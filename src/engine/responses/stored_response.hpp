#pragma once
// StoredResponse: a copy of a response and its decoded body, for a user that waits for a custom
// function before it can judge them. Plain value; the views it gives live as long as it does.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hrp/http/exchange.hpp"

namespace hrp::engine {

class StoredResponse {
 public:
  StoredResponse(const http::Response& response, std::string_view body);
  StoredResponse(const StoredResponse&) = delete;
  StoredResponse& operator=(const StoredResponse&) = delete;

  // Its body is the decoded one.
  [[nodiscard]] const http::Response& response() const { return response_; }
  [[nodiscard]] std::string_view body() const { return body_; }

 private:
  std::string body_;
  std::vector<std::pair<std::string, std::string>> fields_;
  std::vector<http::HeaderField> headers_;  // into fields_
  http::Response response_;
};

}  // namespace hrp::engine
