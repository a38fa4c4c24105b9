#pragma once
// What epoll says about a connection whose peer has ended its side, or that is broken.

#include <sys/epoll.h>

#include <cstdint>

namespace hrp::http {

inline constexpr std::uint32_t kEnding = EPOLLRDHUP | EPOLLHUP | EPOLLERR;

}  // namespace hrp::http
