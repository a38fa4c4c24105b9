#include "hrp/outputs/metric_linger.hpp"

#include <string>

#include "hrp/base/duration_text.hpp"

namespace hrp::outputs {

base::Result<Linger> parseLinger(std::string_view text) {
  constexpr base::Duration kMost = std::chrono::hours(24 * 365);
  if (text.empty()) return Linger(kDefaultLinger);
  if (text == "keep") return Linger();
  auto duration = base::parseDuration(std::string(text));
  if (!duration || *duration > kMost) {
    return base::fail(base::ErrorCode::kInvalidArgument,
                      "\"" + std::string(text.substr(0, 64)) + "\" is not a time of up to a year",
                      "write a time such as 60s, 0 to delete the figures at once, or keep");
  }
  return Linger(*duration);
}

}  // namespace hrp::outputs
