#pragma once
// What the tests of an Http2Session share: a session, and the frames of its server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/http2/http2_session.hpp"
#include "support/server/http2_frames.hpp"

namespace hrp::http {

namespace h2 = hrp::testing::h2;

inline constexpr ResponseLimits kHttp2Limits{.max_body_bytes = 1 << 20, .max_head_bytes = 4096};
inline constexpr std::uint32_t kCancel = 8;
inline constexpr std::uint32_t kRefused = 7;

class Http2SessionTest : public ::testing::Test {
 protected:
  using Feed = Http2Session::Status;

  // What the session has to send now, as frames.
  std::vector<h2::Seen> frames() {
    sent_.clear();
    for (std::string_view out = session_->output(); !out.empty(); out = session_->output()) {
      sent_ += out;
      session_->sent(out.size());
    }
    return h2::framesOf(sent_);
  }
  void get(const std::string& method = "GET") {
    head_ = method + " /x HTTP/1.1\r\nHost: h\r\n\r\n";
    request_.origin = &origin_;
    request_.head = head_;
    request_.head_method = method == "HEAD";
    ASSERT_TRUE(session_->start(request_, exchange_));
  }
  void post(std::string_view body) {
    request_.body = body;
    get("POST");
  }
  void opened() {
    get();
    frames();
    ASSERT_EQ(feed(h2::settings() + h2::settingsAck()), Feed::kNeedMore);
  }
  // The response may point into what was fed last.
  Feed feed(std::string bytes) {
    fed_ = std::move(bytes);
    return session_->feed(fed_);
  }
  const Response& response() const { return exchange_.response(); }

  std::unique_ptr<Http2Session> session_ =
      std::make_unique<Http2Session>(kHttp2Limits.max_head_bytes);
  Http2Exchange exchange_{kHttp2Limits};
  Origin origin_{.host = "h"};
  Request request_;
  std::string head_;
  std::string sent_;
  std::string fed_;
};

}  // namespace hrp::http
