#include "outputs/figure_json.hpp"

#include <string>
#include <utility>

#include "outputs/connection_report.hpp"
#include "outputs/figure_text.hpp"

namespace hrp::outputs {

using FigureJson = nlohmann::ordered_json;

FigureJson timesJson(const stats::Histogram& times) {
  const auto at = [&](double quantile) {
    return toMs(static_cast<double>(times.valueAt(quantile)));
  };
  return FigureJson{{"min", toMs(static_cast<double>(times.min()))},
                    {"mean", toMs(times.mean())},
                    {"p50", at(0.5)},
                    {"p90", at(0.9)},
                    {"p95", at(0.95)},
                    {"p99", at(0.99)},
                    {"p99_9", at(0.999)},
                    {"max", toMs(static_cast<double>(times.max()))}};
}

FigureJson connectionsJson(const stats::ConnectionFigures& figures) {
  return FigureJson{{"opened", figures.opened},
                    {"reused", figures.reused},
                    {"failed", figures.failed},
                    {"tls_full_handshakes", figures.full_handshakes},
                    {"tls_resumed_handshakes", figures.resumed_handshakes}};
}

FigureJson phasesJson(const stats::ConnectionFigures& figures) {
  FigureJson phases{{"new", FigureJson::object()}, {"kept", FigureJson::object()}};
  for (const PhaseFigure& figure : phaseFigures(figures)) {
    FigureJson times{{"count", figure.times->count()}};
    times.update(timesJson(*figure.times));
    phases[figure.kept ? "kept" : "new"][figure.name] = std::move(times);
  }
  return phases;
}

FigureJson statusCodesJson(const stats::Slice& slice) {
  FigureJson codes = FigureJson::object();
  for (const auto& [status, count] : slice.status_codes) codes[std::to_string(status)] = count;
  return codes;
}

}  // namespace hrp::outputs
