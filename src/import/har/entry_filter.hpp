#pragma once
// EntryFilter: which requests of a recording become steps: --only and --skip. A word names a host
// (shop.example, *.shop.example), a URL (https://shop.example/api/*), or a kind of resource as
// recorders call it (xhr, script, font, image, stylesheet, media, document); `*` stands for any
// characters. Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

namespace hrp::import {

struct EntryTraits {
  std::string url;
  std::string host;  // without its port
  std::string kind;  // "_resourceType", or by the content type of the answer
};

class EntryFilter {
 public:
  EntryFilter(const std::vector<std::string>& only, const std::vector<std::string>& skip)
      : only_(only), skip_(skip) {}
  [[nodiscard]] bool keeps(const EntryTraits& entry) const;

 private:
  const std::vector<std::string>& only_;
  const std::vector<std::string>& skip_;
};

// "image", "font", "script", "stylesheet", "media" or "document" by a content type; empty
// otherwise.
[[nodiscard]] std::string resourceKind(std::string_view content_type);

[[nodiscard]] bool matchesPattern(std::string_view text, std::string_view pattern);

}  // namespace hrp::import
