#include "cluster/codec/stage_codec.hpp"

#include <bit>
#include <cmath>

#include "hrp/base/leb128.hpp"
#include "hrp/runner/stage_text.hpp"

namespace hrp::cluster {
namespace {

constexpr std::uint64_t kLongestStageUs = std::uint64_t{1} << 50;
constexpr double kHighestTarget = 1e9;

}  // namespace

// A worker's part of a target need not be whole, so targets are IEEE 754 numbers, with the bytes in
// the order that puts the zeros of short fractions where LEB128 drops them.
std::string encodeStages(const base::Stages& stages) {
  base::LebWriter out;
  out.number(stages.size());
  for (const base::Stage& stage : stages) {
    const auto length = std::chrono::duration_cast<std::chrono::microseconds>(stage.length).count();
    out.number(static_cast<std::uint64_t>(length));
    out.number(__builtin_bswap64(std::bit_cast<std::uint64_t>(stage.target)));
  }
  return out.take();
}

base::Result<base::Stages> decodeStages(std::string_view bytes) {
  base::LebReader in(bytes);
  base::Stages stages;
  const auto count = in.number("stages", runner::kMaxStages);
  for (std::uint64_t i = 0; i < count && in.good(); ++i) {
    const auto length = in.number("length of a stage", kLongestStageUs);
    const double target = std::bit_cast<double>(__builtin_bswap64(in.number("target of a stage")));
    if (!std::isfinite(target) || target < 0 || target > kHighestTarget) in.refuse("target");
    stages.push_back({std::chrono::microseconds(length), target});
  }
  if (in.good() && !in.atEnd()) in.refuse("end");
  if (in.good()) return stages;
  return base::fail(base::ErrorCode::kParse, std::string("stages: bad ") + in.problem());
}

}  // namespace hrp::cluster
