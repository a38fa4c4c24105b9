#include "hrp/stats/threshold_figure.hpp"

namespace hrp::stats {

std::string_view toString(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMet:
      return "met";
    case Verdict::kNotMet:
      return "not met";
    case Verdict::kUnclear:
      return "unclear";
  }
  return "unknown";
}

}  // namespace hrp::stats
