#pragma once
// RawClient: a TCP client that sends whatever bytes a test wants, for what no HTTP library would
// send. Reads are bounded by ten seconds.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace hrp::testing {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~RawClient() {
    if (fd_ >= 0) ::close(fd_);
  }
  RawClient(RawClient&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient& operator=(RawClient&&) = delete;

  // False as soon as the peer no longer takes it.
  bool send(const std::string& text) const {
    std::size_t done = 0;
    while (done < text.size()) {
      const ssize_t sent = ::send(fd_, text.data() + done, text.size() - done, MSG_NOSIGNAL);
      if (sent <= 0) return false;
      done += static_cast<std::size_t>(sent);
    }
    return true;
  }

  // Repeats `block` until `bytes` are sent or the peer refuses; returns what was sent.
  std::size_t flood(const std::string& block, std::size_t bytes) const {
    std::size_t sent = 0;
    while (sent < bytes && send(block)) sent += block.size();
    return sent;
  }

  // Everything until the peer closes.
  std::string readAll() const {
    return readUntil([](const std::string&) { return false; });
  }

  template <class Done>
  std::string readUntil(Done done) const {
    std::string text;
    std::array<char, 4096> buffer{};
    while (!done(text)) {
      pollfd watched{fd_, POLLIN, 0};
      if (::poll(&watched, 1, 10'000) <= 0) break;
      const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
      if (got <= 0) break;
      text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return text;
  }

 private:
  int fd_;
};

}  // namespace hrp::testing
