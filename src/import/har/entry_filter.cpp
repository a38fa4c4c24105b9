#include "import/har/entry_filter.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hrp::import {
namespace {

bool namesOne(const std::vector<std::string>& words, const EntryTraits& entry) {
  return std::any_of(words.begin(), words.end(), [&entry](const std::string& word) {
    return matchesPattern(entry.host, word) || matchesPattern(entry.url, word) ||
           (!entry.kind.empty() && entry.kind == word);
  });
}

}  // namespace

bool EntryFilter::keeps(const EntryTraits& entry) const {
  return (only_.empty() || namesOne(only_, entry)) && !namesOne(skip_, entry);
}

std::string resourceKind(std::string_view content_type) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kKinds{{
      {"image/", "image"},
      {"font/", "font"},
      {"application/font", "font"},
      {"application/x-font", "font"},
      {"audio/", "media"},
      {"video/", "media"},
      {"text/css", "stylesheet"},
      {"text/html", "document"},
      {"text/javascript", "script"},
  }};
  for (const auto& [start, kind] : kKinds) {
    if (content_type.starts_with(start)) return std::string(kind);
  }
  return content_type.find("javascript") != std::string_view::npos ? "script" : "";
}

bool matchesPattern(std::string_view text, std::string_view pattern) {
  // The last star that was seen, and what of the text it has taken.
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;
  std::size_t at = 0;
  std::size_t in_pattern = 0;
  while (at < text.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      taken = at;
    } else if (in_pattern < pattern.size() && pattern[in_pattern] == text[at]) {
      ++in_pattern;
      ++at;
    } else if (star != std::string_view::npos) {
      in_pattern = star + 1;
      at = ++taken;
    } else {
      return false;
    }
  }
  while (in_pattern < pattern.size() && pattern[in_pattern] == '*') ++in_pattern;
  return in_pattern == pattern.size();
}

}  // namespace hrp::import
