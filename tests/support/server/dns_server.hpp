#pragma once
// DnsServer: a DNS server on a port of 127.0.0.1 over UDP, with the records that a test gives it.
// It answers A and AAAA questions on a thread of its own (RFC 1035, RFC 3596).

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "hrp/base/assert.hpp"
#include "hrp/net/address.hpp"

namespace hrp::testing {

class DnsServer {
 public:
  struct Record {
    std::string address;  // IPv4 or IPv6
    std::uint32_t ttl_s = 60;
  };
  using Records = std::map<std::string, std::vector<Record>>;

  explicit DnsServer(Records records) : records_(std::move(records)) {
    socket_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const net::Address any = *net::Address::fromLiteral("127.0.0.1");
    HRP_ASSERT(::bind(socket_, any.data(), any.size()) == 0);
    sockaddr_in bound{};
    socklen_t size = sizeof(bound);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&bound), &size);
    address_ = *net::Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&bound));
    thread_ = std::thread([this] { serve(); });
  }
  ~DnsServer() {
    ending_ = true;
    thread_.join();
    ::close(socket_);
  }
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

  [[nodiscard]] net::Address address() const { return address_; }
  [[nodiscard]] int questions() const { return questions_; }

 private:
  static void append16(std::string& out, std::uint32_t value) {
    out += static_cast<char>(value >> 8 & 0xFF);
    out += static_cast<char>(value & 0xFF);
  }

  void serve() {
    while (!ending_) {
      pollfd waiting{socket_, POLLIN, 0};
      if (::poll(&waiting, 1, 20) <= 0) continue;
      std::array<char, 512> buffer{};
      sockaddr_in from{};
      socklen_t size = sizeof(from);
      auto* peer = reinterpret_cast<sockaddr*>(&from);
      const ssize_t count = ::recvfrom(socket_, buffer.data(), buffer.size(), 0, peer, &size);
      if (count < 17) continue;
      ++questions_;
      const std::string answer = answerTo({buffer.data(), static_cast<std::size_t>(count)});
      ::sendto(socket_, answer.data(), answer.size(), 0, peer, size);
    }
  }

  // The question as it came, then a record for each address of its family.
  std::string answerTo(const std::string& question) {
    std::string name;
    std::size_t at = 12;
    while (at < question.size() && question[at] != 0) {
      const auto length = static_cast<std::size_t>(question[at]);
      name += (name.empty() ? "" : ".") + question.substr(at + 1, length);
      at += length + 1;
    }
    const auto type = static_cast<std::uint8_t>(question[at + 2]);
    const auto found = records_.find(name);
    std::string body;
    std::uint32_t answers = 0;
    for (const Record& record : found == records_.end() ? std::vector<Record>{} : found->second) {
      const net::Address address = *net::Address::fromLiteral(record.address);
      const bool v6 = address.family() == AF_INET6;
      if (type != (v6 ? 28 : 1)) continue;
      ++answers;
      body += "\xC0\x0C";  // the name of the question
      append16(body, type);
      append16(body, 1);
      append16(body, record.ttl_s >> 16);
      append16(body, record.ttl_s & 0xFFFF);
      append16(body, v6 ? 16 : 4);
      const auto* bytes = reinterpret_cast<const char*>(address.data());
      body += v6 ? std::string(bytes + 8, 16) : std::string(bytes + 4, 4);
    }
    std::string out = question.substr(0, 2);
    append16(out, found == records_.end() ? 0x8183 : 0x8180);
    append16(out, 1);
    append16(out, answers);
    append16(out, 0);
    append16(out, 0);
    return out + question.substr(12, at + 5 - 12) + body;
  }

  const Records records_;
  int socket_ = -1;
  net::Address address_;
  std::atomic<int> questions_{0};
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace hrp::testing
