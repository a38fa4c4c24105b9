#include "hrp/expression/regex.hpp"

#include <re2/re2.h>

namespace hrp::expression {
namespace {

// Bounds the program and the automaton of one pattern; a body beyond it is still matched, slower.
constexpr std::int64_t kMaxMemoryBytes = std::int64_t{8} << 20;

RE2::Options quietOptions() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxMemoryBytes);
  return options;
}

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

struct Regex::Impl {
  explicit Impl(std::string_view pattern) : text(pattern), re2(piece(pattern), quietOptions()) {}
  std::string text;
  RE2 re2;
};

base::Result<Regex> Regex::compile(std::string_view pattern) {
  auto impl = std::make_shared<const Impl>(pattern);
  if (!impl->re2.ok()) {
    return base::fail(
        base::ErrorCode::kParse,
        "\"" + impl->text + "\" is not a valid regular expression: " + impl->re2.error());
  }
  Regex regex;
  regex.impl_ = std::move(impl);
  return regex;
}

std::optional<std::string_view> Regex::firstGroup(std::string_view text) const {
  re2::StringPiece groups[2];
  const int wanted = impl_->re2.NumberOfCapturingGroups() > 0 ? 2 : 1;
  if (!impl_->re2.Match(piece(text), 0, text.size(), RE2::UNANCHORED, groups, wanted)) {
    return std::nullopt;
  }
  const re2::StringPiece& group = groups[wanted - 1];
  // A group that took no part in the match has no data.
  if (group.data() == nullptr) return std::string_view();
  return std::string_view(group.data(), group.size());
}

bool Regex::found(std::string_view text) const {
  return impl_->re2.Match(piece(text), 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

const std::string& Regex::pattern() const {
  return impl_->text;
}

}  // namespace hrp::expression
