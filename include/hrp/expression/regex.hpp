#pragma once
// Regex: RE2 syntax, as in Go. Immutable after compile(); any thread may match.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "hrp/base/error.hpp"

namespace hrp::expression {

class Regex {
 public:
  static base::Result<Regex> compile(std::string_view pattern);
  // The first capture group of the first match (the whole match when there is no group).
  [[nodiscard]] std::optional<std::string_view> firstGroup(std::string_view text) const;
  [[nodiscard]] bool found(std::string_view text) const;
  [[nodiscard]] const std::string& pattern() const;

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace hrp::expression
