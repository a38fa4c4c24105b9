#include "http/transport/proxy_tunnel.hpp"

#include <algorithm>
#include <utility>

namespace hrp::http {
namespace {

using base::ErrorKind;

constexpr std::size_t kMaxAnswerBytes = 64 << 10;  // interim responses included
constexpr std::string_view kAnswerBegin = "HTTP/1.";

bool isNumber(char c) {
  return c >= '0' && c <= '9';
}

// Behind the empty line that ends a head; npos when it has not come yet.
std::size_t endOfAnswer(std::string_view text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos; ++at) {
    const std::string_view next = text.substr(at + 1, 2);
    if (next.starts_with('\n')) return at + 2;
    if (next == "\r\n") return at + 3;
  }
  return std::string_view::npos;
}

// "HTTP/1.1 200 …" → 200; 0: malformed.
int statusOf(std::string_view answer) {
  constexpr std::size_t kAt = kAnswerBegin.size() + 2;
  const std::string_view line = answer.substr(0, answer.find_first_of("\r\n"));
  if (line.size() < kAt + 3 || line[kAt - 1] != ' ') return 0;
  const std::string_view digits = line.substr(kAt, 3);
  if (!std::all_of(digits.begin(), digits.end(), isNumber)) return 0;
  if (line.size() > kAt + 3 && line[kAt + 3] != ' ') return 0;
  return (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
}

}  // namespace

void ProxyTunnel::begin(const Origin& origin, const Proxy& proxy) {
  const std::string authority = hostInUrl(origin) + ":" + std::to_string(origin.port);
  request_ = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
  if (!proxy.authorization.empty()) {
    request_ += "Proxy-Authorization: " + proxy.authorization + "\r\n";
  }
  request_ += "\r\n";
  written_ = received_ = 0;
  answer_.clear();
  failure_ = {};
}

ProxyTunnel::Status ProxyTunnel::refuse(ErrorKind kind, std::string text) {
  failure_ = {kind, std::move(text)};
  return Status::kFailed;
}

ProxyTunnel::Status ProxyTunnel::feed(std::string_view data) {
  answer_ += data;
  received_ += data.size();
  if (received_ > kMaxAnswerBytes) {
    return refuse(ErrorKind::kProtocol, "proxy: response head beyond the limit");
  }
  for (;;) {
    const std::string_view text = answer_;
    const std::size_t compared = std::min(text.size(), kAnswerBegin.size());
    if (text.substr(0, compared) != kAnswerBegin.substr(0, compared)) {
      return refuse(ErrorKind::kProtocol, "proxy: not an HTTP/1 response");
    }
    const std::size_t end = endOfAnswer(text);
    if (end == std::string_view::npos) return Status::kNeedMore;
    const int status = statusOf(text);
    if (status < 100 || status > 199) return judge(text.substr(end));
    answer_.erase(0, end);
  }
}

// The final answer has come, and `behind` it.
ProxyTunnel::Status ProxyTunnel::judge(std::string_view behind) {
  const int status = statusOf(answer_);
  if (status == 0) return refuse(ErrorKind::kProtocol, "proxy: malformed status line");
  if (status == 407) {
    return refuse(ErrorKind::kConnect, "the proxy asks for a user and a password (407)");
  }
  if (status < 200 || status > 299) {
    return refuse(ErrorKind::kConnect,
                  "the proxy refused the tunnel with status " + std::to_string(status));
  }
  // The server speaks only when it is spoken to; anything here comes from the proxy.
  if (!behind.empty()) {
    return refuse(ErrorKind::kProtocol, "proxy: data before the tunnel was used");
  }
  return Status::kOpen;
}

}  // namespace hrp::http
