#include "hrp/judge/verdict_json.hpp"

#include <cmath>
#include <utility>

namespace hrp::judge {
namespace {

using Json = nlohmann::ordered_json;

// So that a line stays readable: 33.333, not 33.333333333333336.
double rounded(double value) {
  return std::round(value * 1'000) / 1'000;
}

}  // namespace

Json verdictJson(const stats::ThresholdFigures& figures) {
  Json list = Json::array();
  for (const stats::ThresholdFigure& figure : figures) {
    Json json{{"threshold", figure.text},
              {"verdict", toString(figure.verdict)},
              {"row", figure.row},
              {"metric", figure.metric},
              {"value", nullptr},
              {"unit", figure.unit},
              {"bound", rounded(figure.bound)},
              {"value_text", figure.value_text},
              {"why", figure.why},
              {"broken_now", figure.broken_now},
              {"broken_seconds", figure.broken_seconds},
              {"broken", Json::array()},
              {"ended_run", figure.ended_run}};
    if (figure.value) json["value"] = rounded(*figure.value);
    for (const stats::BrokenSpan& span : figure.broken) {
      json["broken"].push_back(Json::array({span.from_s, span.to_s}));
    }
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace hrp::judge
