#include "outputs/limit_hints.hpp"

#include <array>
#include <string_view>

namespace hrp::outputs {
namespace {

// What net::connectFailure() and its like say, by how it begins.
struct Limit {
  std::string_view begins;
  std::string_view hint;
};
constexpr std::array<Limit, 3> kLimits{{
    {"too many open files",
     "raise the limit of open files on the machine that makes the load (ulimit -n 65536, "
     "LimitNOFILE= of a service), or use more workers"},
    {"no local port left",
     "widen the local ports (sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"), name more "
     "addresses with --source-ip, keep connections alive, or use more workers"},
    {"no memory",
     "use fewer users on a machine, more workers, or machines with more memory (sysctl "
     "net.ipv4.tcp_mem limits that of sockets)"},
}};

}  // namespace

std::vector<std::string> limitHints(const stats::Slice& total) {
  std::vector<std::string> hints;
  for (const Limit& limit : kLimits) {
    std::uint64_t count = 0;
    for (const auto& [key, row] : total.rows) {
      for (const auto& [error, times] : row.errors) {
        const bool same = error.kind == base::ErrorKind::kLimit;
        if (same && error.message.starts_with(limit.begins)) count += times;
      }
    }
    if (count == 0) continue;
    hints.push_back("Limit met " + std::to_string(count) + (count == 1 ? " time, " : " times, ") +
                    std::string(limit.begins) + ": " + std::string(limit.hint));
  }
  return hints;
}

}  // namespace hrp::outputs
