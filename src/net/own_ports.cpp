#include "net/own_ports.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <string>

#include "hrp/base/number_ranges.hpp"
#include "hrp/base/random.hpp"

namespace hrp::net {
namespace {

// Takes a number off the front.
std::optional<std::uint16_t> portAtFront(std::string_view& text) {
  std::uint16_t port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  if (read.ec != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  return port;
}

base::NumberRanges parseReserved(std::string_view text) {
  base::NumberRanges reserved;
  while (!text.empty()) {
    std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const auto first = portAtFront(part);
    if (!first) continue;
    auto last = first;
    if (part.starts_with('-')) {
      part.remove_prefix(1);
      last = portAtFront(part);
    }
    if (last && *last >= *first) reserved.add({*first, *last - *first + 1U});
  }
  return reserved;
}

}  // namespace

OwnPorts::OwnPorts(const Share& share, std::string_view reserved) {
  const base::NumberRanges kept = parseReserved(reserved);
  const std::uint32_t threads = std::max(1U, share.threads);
  const std::uint32_t turn = share.thread % threads;
  ports_.reserve(share.range.count() / 2 / threads + 1);
  for (std::uint32_t i = turn; 2 * i + 1 < share.range.count(); i += threads) {
    const std::uint32_t port = share.range.first + 2 * i + 1;
    if (!kept.contains(port)) ports_.push_back(static_cast<std::uint16_t>(port));
  }
  if (!ports_.empty()) at_ = base::Random(share.seed).below(ports_.size());
}

std::uint16_t OwnPorts::next() {
  const std::uint16_t port = ports_[at_];
  at_ = (at_ + 1) % ports_.size();
  return port;
}

void OwnPorts::skip(std::size_t count) {
  at_ = (at_ + count) % ports_.size();
}

std::string readReservedPorts() {
  std::ifstream file("/proc/sys/net/ipv4/ip_local_reserved_ports");
  std::string text;
  std::getline(file, text);
  return text;
}

}  // namespace hrp::net
