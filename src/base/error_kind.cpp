#include "hrp/base/error_kind.hpp"

#include <array>
#include <utility>

namespace hrp::base {
namespace {

constexpr std::array<std::pair<ErrorKind, std::string_view>, 14> kNames{{
    {ErrorKind::kNone, "none"},
    {ErrorKind::kDns, "dns"},
    {ErrorKind::kConnect, "connect"},
    {ErrorKind::kTls, "tls"},
    {ErrorKind::kTimeout, "timeout"},
    {ErrorKind::kReset, "reset"},
    {ErrorKind::kProtocol, "protocol"},
    {ErrorKind::kRedirect, "redirect"},
    {ErrorKind::kCheck, "check"},
    {ErrorKind::kExtract, "extract"},
    {ErrorKind::kScript, "script"},
    {ErrorKind::kLimit, "limit"},
    {ErrorKind::kAborted, "aborted"},
    {ErrorKind::kInternal, "internal"},
}};

}  // namespace

std::string_view toString(ErrorKind kind) {
  for (const auto& [known, name] : kNames) {
    if (known == kind) return name;
  }
  return "unknown";
}

std::optional<ErrorKind> errorKindFrom(std::string_view text) {
  for (const auto& [kind, name] : kNames) {
    if (name == text) return kind;
  }
  return std::nullopt;
}

}  // namespace hrp::base
