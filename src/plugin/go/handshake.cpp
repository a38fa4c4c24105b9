#include "plugin/go/handshake.hpp"

#include <algorithm>
#include <vector>

namespace hrp::plugin {
namespace {

bool isNumber(std::string_view text) {
  return !text.empty() && text.size() < 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string_view> partsOf(std::string_view line) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = line.find('|');
    parts.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return parts;
    line.remove_prefix(end + 1);
  }
}

// Behind the text of a line that was not ended, as a program may have printed one.
std::string_view lastNumber(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && isNumber(text.substr(text.size() - digits - 1))) ++digits;
  return text.substr(text.size() - digits);
}

}  // namespace

base::Result<std::optional<Handshake>> parseHandshake(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  const std::vector<std::string_view> parts = partsOf(line);
  if (parts.size() < 4 || lastNumber(parts[0]).empty() || !isNumber(parts[1])) return std::nullopt;
  const auto refuse = [](const std::string& reason) {
    return base::fail(base::ErrorCode::kFunction, reason);
  };
  const std::string core(lastNumber(parts[0]));
  if (core != "1") return refuse("it speaks version " + core + " of go-plugin, not 1");
  if (parts[1] != "1") {
    return refuse("it speaks version " + std::string(parts[1]) + " of HttpRunner's plugins, not 1");
  }
  if (parts.size() < 5 || parts[4] != "grpc") {
    return refuse("it speaks " + std::string(parts.size() < 5 ? "netrpc" : parts[4]) +
                  ", not grpc, over its connection");
  }
  if (parts[2] != "unix" && parts[2] != "tcp") {
    return refuse("it listens on a network of the kind " + std::string(parts[2]));
  }
  if (parts[3].empty()) return refuse("it does not say where it listens");
  return Handshake{std::string(parts[2]), std::string(parts[3])};
}

}  // namespace hrp::plugin
