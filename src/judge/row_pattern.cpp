#include "judge/row_pattern.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace hrp::judge {
namespace {

// A part of a pattern: any text, or one byte.
struct Part {
  bool any = false;
  char byte = 0;
};

std::vector<Part> partsOf(std::string_view pattern) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool escaped = pattern[i] == '\\' && i + 1 < pattern.size() &&
                         (pattern[i + 1] == '*' || pattern[i + 1] == '\\');
    if (escaped) {
      parts.push_back({false, pattern[++i]});
    } else if (pattern[i] != '*') {
      parts.push_back({false, pattern[i]});
    } else if (parts.empty() || !parts.back().any) {
      parts.push_back({true, 0});
    }
  }
  return parts;
}

}  // namespace

// Goes back to the last `*` only, which is enough: an earlier one can take nothing that helps.
bool matches(std::string_view pattern, std::string_view text) {
  const std::vector<Part> parts = partsOf(pattern);
  std::size_t part = 0;
  std::size_t at = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_at = 0;
  while (at < text.size()) {
    if (part < parts.size() && parts[part].any) {
      star = part++;
      star_at = at;
    } else if (part < parts.size() && parts[part].byte == text[at]) {
      ++part;
      ++at;
    } else if (star != std::string_view::npos) {
      part = star + 1;
      at = ++star_at;
    } else {
      return false;
    }
  }
  while (part < parts.size() && parts[part].any) ++part;
  return part == parts.size();
}

// reach[j]: the parts of `left` so far can meet the first j parts of `right`.
bool canMeet(std::string_view left, std::string_view right) {
  const std::vector<Part> a = partsOf(left);
  const std::vector<Part> b = partsOf(right);
  std::vector<bool> reach(b.size() + 1, false);
  reach[0] = true;
  for (std::size_t j = 1; j <= b.size(); ++j) reach[j] = reach[j - 1] && b[j - 1].any;
  for (const Part& part : a) {
    std::vector<bool> next(b.size() + 1, false);
    next[0] = reach[0] && part.any;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const Part& other = b[j - 1];
      // A `*` takes nothing, or one part more of the other side.
      const bool by_any = (part.any || other.any) && (reach[j] || next[j - 1]);
      next[j] = part.any || other.any ? by_any : reach[j - 1] && part.byte == other.byte;
    }
    reach = std::move(next);
  }
  return reach[b.size()];
}

std::string literalPattern(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '*' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern;
}

}  // namespace hrp::judge
