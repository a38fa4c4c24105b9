#include "control/guarded_stream.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace hrp::control {
namespace {

constexpr int kUriTooLong = 414;
constexpr int kHeadTooLarge = 431;
constexpr int kBodyTooLarge = 413;
constexpr int kTooSlow = 408;
constexpr base::Duration kLinger = std::chrono::milliseconds(500);
constexpr std::size_t kLingerBytes = 1 << 20;

void addressText(const sockaddr_storage& address, std::string& ip, int& port) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    port = ntohs(v4.sin_port);
  } else if (address.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    port = ntohs(v6.sin6_port);
  }
  ip = text.data();
}

}  // namespace

bool GuardedStream::waitForRequest() {
  phase_ = Phase::kLine;
  budget_ = limits_.head_bytes;
  writing_ = false;
  const base::TimePoint now = clock_.now();
  if (begin_ == end_ && !fill(now + limits_.idle)) return false;
  read_deadline_ = clock_.now() + limits_.request;
  return true;
}

void GuardedStream::beginBody(std::size_t length) {
  budget_ = length;
  phase_ = Phase::kBody;
  if (length == 0) complete();
}

void GuardedStream::beginChunkedBody() {
  budget_ = limits_.body_bytes;
  phase_ = Phase::kChunkedBody;
  trailers_ = TrailerFilter();
}

void GuardedStream::complete() {
  phase_ = Phase::kComplete;
  if (on_complete_) on_complete_();
}

bool GuardedStream::waitFor(short events, base::TimePoint deadline) const {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock_.now()).count();
    if (left <= 0) return false;
    pollfd watched{fd_, events, 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool GuardedStream::fill(base::TimePoint deadline) {
  while (true) {
    // A peer that always has a byte ready must not outrun the deadline either.
    if (clock_.now() >= deadline || !waitFor(POLLIN, deadline)) {
      refuse(kTooSlow);
      return false;
    }
    const ssize_t got = ::recv(fd_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got > 0) {
      begin_ = 0;
      end_ = static_cast<std::size_t>(got);
      return true;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    return false;
  }
}

// What is left of the buffer without trailers; 0 when there was nothing else in it.
std::size_t GuardedStream::takeChunked(char* ptr, std::size_t size) {
  std::size_t count = 0;
  while (count < size && begin_ < end_ && budget_ > 0) {
    const char byte = buffer_[begin_++];
    --budget_;
    if (trailers_.keeps(byte)) ptr[count++] = byte;
  }
  return count;
}

// False when there is nothing more to hand out.
bool GuardedStream::hasBytes() {
  if (budget_ > 0) return begin_ < end_ || fill(read_deadline_);
  if (phase_ == Phase::kLine) refuse(kUriTooLong);
  if (phase_ == Phase::kHeaders) refuse(kHeadTooLarge);
  if (phase_ == Phase::kChunkedBody) refuse(kBodyTooLarge);
  return false;
}

ssize_t GuardedStream::read(char* ptr, size_t size) {
  if (refusal_ != 0) return -1;
  const bool ended = budget_ == 0;
  if (!hasBytes()) return refusal_ != 0 || ended ? -1 : 0;
  while (phase_ == Phase::kChunkedBody) {
    if (const std::size_t taken = takeChunked(ptr, size); taken > 0) {
      return static_cast<ssize_t>(taken);
    }
    if (!hasBytes()) return refusal_ != 0 ? -1 : 0;
  }
  const std::size_t count = std::min({size, end_ - begin_, budget_});
  const char* const from = buffer_.data() + begin_;
  std::memcpy(ptr, from, count);
  begin_ += count;
  budget_ -= count;
  if (phase_ == Phase::kLine && std::memchr(from, '\n', count) != nullptr) {
    phase_ = Phase::kHeaders;
  }
  if (phase_ == Phase::kBody && budget_ == 0) complete();
  return static_cast<ssize_t>(count);
}

ssize_t GuardedStream::write(const char* ptr, size_t size) {
  if (refusal_ != 0) return static_cast<ssize_t>(size);
  return sendSome(ptr, size);
}

ssize_t GuardedStream::sendSome(const char* ptr, size_t size) {
  if (!writing_) {
    writing_ = true;
    write_deadline_ = clock_.now() + limits_.reply;
  }
  while (waitFor(POLLOUT, write_deadline_)) {
    const ssize_t sent = ::send(fd_, ptr, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) return sent;
    if (errno != EAGAIN && errno != EINTR) return -1;
  }
  return -1;
}

bool GuardedStream::send(const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t sent = sendSome(text.data() + done, text.size() - done);
    if (sent <= 0) return false;
    done += static_cast<std::size_t>(sent);
  }
  return true;
}

void GuardedStream::linger() {
  ::shutdown(fd_, SHUT_WR);
  const base::TimePoint deadline = clock_.now() + kLinger;
  std::size_t thrown_away = 0;
  while (thrown_away < kLingerBytes && waitFor(POLLIN, deadline)) {
    const ssize_t got = ::recv(fd_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return;
    if (got > 0) thrown_away += static_cast<std::size_t>(got);
  }
}

bool GuardedStream::is_readable() const {
  return begin_ < end_ || waitFor(POLLIN, read_deadline_);
}

bool GuardedStream::is_writable() const {
  return true;
}

void GuardedStream::get_remote_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getpeername(fd_, reinterpret_cast<sockaddr*>(&address), &length) != 0) return;
  addressText(address, ip, port);
}

void GuardedStream::get_local_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length) != 0) return;
  addressText(address, ip, port);
}

}  // namespace hrp::control
