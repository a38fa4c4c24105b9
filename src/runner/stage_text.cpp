#include "hrp/runner/stage_text.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "hrp/base/duration_text.hpp"

namespace hrp::runner {
namespace {

using base::Duration;
using base::ErrorCode;
using base::fail;

constexpr Duration kLongestStage = std::chrono::hours(24 * 365);
constexpr std::size_t kShownText = 100;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

base::Result<base::Stage> parseStage(std::string_view text, std::int64_t most) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    return fail(ErrorCode::kInvalidArgument, "expected LENGTH:TARGET, as in 30s:100");
  }
  const auto length = base::parseDuration(trimmed(text.substr(0, colon)));
  if (!length) return fail(length.error());
  if (*length < Duration::zero() || *length > kLongestStage) {
    return fail(ErrorCode::kInvalidArgument, "the length must be from 0 to a year");
  }
  const std::string_view number = trimmed(text.substr(colon + 1));
  const char* const end = number.data() + number.size();
  std::int64_t target = 0;
  const auto [rest, error] = std::from_chars(number.data(), end, target);
  if (error != std::errc{} || rest != end || target < 0) {
    return fail(ErrorCode::kInvalidArgument, "the target must be a whole number from 0");
  }
  if (target > most) {
    return fail(ErrorCode::kInvalidArgument, "the target must be at most " + std::to_string(most));
  }
  return base::Stage{*length, static_cast<double>(target)};
}

}  // namespace

base::Result<base::Stages> parseStages(const std::string& text, std::int64_t most) {
  base::Stages stages;
  for (std::size_t from = 0; from <= text.size();) {
    const auto comma = std::min(text.find(',', from), text.size());
    const std::string_view part = trimmed(std::string_view(text).substr(from, comma - from));
    auto stage = parseStage(part, most);
    if (!stage) {
      return fail(stage.error().within("stage " + std::to_string(stages.size() + 1) + " \"" +
                                       std::string(part.substr(0, kShownText)) + "\""));
    }
    stages.push_back(*stage);
    if (stages.size() > kMaxStages) return fail(ErrorCode::kLimit, "more than 1000 stages");
    from = comma + 1;
  }
  if (base::lengthOf(stages) <= Duration::zero()) {
    return fail(ErrorCode::kInvalidArgument, "the stages have no length");
  }
  if (base::lengthOf(stages) > kLongestStage) {
    return fail(ErrorCode::kInvalidArgument, "the stages are longer than a year");
  }
  return stages;
}

}  // namespace hrp::runner
