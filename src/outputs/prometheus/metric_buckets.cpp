#include "hrp/outputs/metric_buckets.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace hrp::outputs {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kMaxBorders = 200;
constexpr double kMaxSeconds = 86'400;
constexpr std::uint64_t kSecond = 1'000'000;

// Of one decade, in hundredths of its beginning. Steps of at most 9 %, with the 1, 2.5 and 5 that
// people set alerts on. Divided by a power of ten, each is written with these digits: 794 would
// give le="0.007939999999999999".
constexpr std::array<std::uint64_t, 29> kDecade{100, 109, 118, 128, 139, 151, 164, 178, 194, 211,
                                                230, 250, 270, 292, 315, 340, 367, 397, 429, 463,
                                                500, 540, 583, 630, 680, 735, 793, 859, 927};

// A whole second is moved by what nobody sees in a graph.
std::uint64_t notWhole(std::uint64_t border_us) {
  return border_us % kSecond == 0 ? border_us + 5'000 : border_us;
}

BucketBorders makeFine() {
  constexpr std::uint64_t kHighest = 63 * kSecond;
  BucketBorders borders{92};  // so that 0.1 ms is not just anything up to it
  for (std::uint64_t hundredth_us = 1; borders.back() < kHighest; hundredth_us *= 10) {
    for (const std::uint64_t hundredths : kDecade) {
      if (hundredths * hundredth_us > kHighest) break;
      borders.push_back(notWhole(hundredths * hundredth_us));
    }
  }
  return borders;
}

BucketBorders makeCoarse() {
  BucketBorders borders;
  for (const std::uint64_t border :
       {500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 500'000, 1'000'000,
        2'500'000, 5'000'000, 10'000'000, 30'000'000, 60'000'000}) {
    borders.push_back(notWhole(border));
  }
  return borders;
}

tl::unexpected<base::Error> badBorder(std::string_view text, const char* why) {
  return fail(ErrorCode::kInvalidArgument, "\"" + std::string(text.substr(0, 64)) + "\" " + why,
              "write fine, coarse, or borders in seconds such as 0.1,0.25,0.5,2.5");
}

base::Result<std::uint64_t> parseBorder(std::string_view text) {
  double seconds = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc() || stop != end) return badBorder(text, "is not a number of seconds");
  if (!(seconds >= 0.000'001 && seconds <= kMaxSeconds)) {
    return badBorder(text, "is not from 0.000001 to 86400 seconds");
  }
  return static_cast<std::uint64_t>(std::llround(seconds * 1e6));
}

}  // namespace

const BucketBorders& fineBorders() {
  static const BucketBorders kBorders = makeFine();
  return kBorders;
}

const BucketBorders& coarseBorders() {
  static const BucketBorders kBorders = makeCoarse();
  return kBorders;
}

base::Result<BucketBorders> parseBuckets(std::string_view text) {
  if (text.empty() || text == "fine") return fineBorders();
  if (text == "coarse") return coarseBorders();
  BucketBorders borders;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    const std::string_view part = text.substr(from, comma - from);
    const auto border = parseBorder(part);
    if (!border) return fail(border.error());
    if (!borders.empty() && *border <= borders.back()) {
      return badBorder(part, "is not above the border before it");
    }
    if (borders.size() == kMaxBorders) return badBorder(part, "is more than the 200th border");
    borders.push_back(*border);
    from = comma + 1;
  }
  return borders;
}

}  // namespace hrp::outputs
