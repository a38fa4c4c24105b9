#include "hrp/base/closest_name.hpp"

#include <algorithm>
#include <cctype>

namespace hrp::base {
namespace {

// Field names are short; what is longer is no slip of one.
constexpr std::size_t kLongestName = 64;

char small(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

}  // namespace

std::size_t editDistance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before(right.size() + 1);
  std::vector<std::size_t> above(right.size() + 1);
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j < above.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t change = small(left[i - 1]) == small(right[j - 1]) ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      const bool swapped = i > 1 && j > 1 && small(left[i - 1]) == small(right[j - 2]) &&
                           small(left[i - 2]) == small(right[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above.back();
}

std::optional<std::string> closestName(std::string_view written,
                                       const std::vector<std::string>& names) {
  if (written.size() > kLongestName) return std::nullopt;
  const std::string* best = nullptr;
  std::size_t nearest = std::max<std::size_t>(1, written.size() / 3);
  for (const std::string& name : names) {
    const std::size_t distance = editDistance(written, name);
    if (distance > nearest || (best != nullptr && distance == nearest)) continue;
    best = &name;
    nearest = distance;
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

}  // namespace hrp::base
