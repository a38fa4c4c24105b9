#include "outputs/generator_text.hpp"

#include <algorithm>
#include <utility>

#include "outputs/display_text.hpp"
#include "outputs/figure_text.hpp"

namespace hrp::outputs {
namespace {

std::string lagText(std::uint64_t lag_us) {
  return msText(static_cast<double>(lag_us)) + "ms";
}

std::string permilleText(std::uint64_t permille) {
  return fixedText(static_cast<double>(permille) / 10, 0) + "%";
}

std::string placeText(const std::string& place, const stats::Strain& strain) {
  std::string why;
  if (strain.lag_seconds > 0) {
    why =
        "lag p99 " + lagText(strain.lag_p99_us) + " in " + std::to_string(strain.lag_seconds) + "s";
  }
  if (strain.busy_seconds > 0) {
    if (!why.empty()) why += "; ";
    why += "CPU " + permilleText(strain.cpu_permille) + " in " +
           std::to_string(strain.busy_seconds) + "s";
  }
  return printable(place) + " (" + why + ")";
}

}  // namespace

double percentOf(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::vector<std::string> generatorParts(const stats::Slice& slice) {
  const stats::GeneratorFigures& figures = slice.generator;
  if (figures.seconds == 0) return {};
  return {"Generator: loop lag P99 " + lagText(figures.loop_lag.valueAt(0.99)),
          "max " + lagText(figures.loop_lag.max()),
          "longest turn " + lagText(slice.max_loop_lag_us),
          "CPU of its loops " + fixedText(percentOf(figures.loop_cpu_us, figures.loop_time_us), 0) +
              "%",
          "of the busiest " + permilleText(figures.max_cpu_permille),
          "of the process " +
              fixedText(percentOf(figures.process_cpu_us, figures.process_time_us), 0) +
              "% of its cores"};
}

std::vector<std::string> limitedParts(const stats::GeneratorFigures& figures) {
  if (!figures.limited()) return {};
  std::vector<std::pair<std::string, stats::Strain>> places(figures.strains.begin(),
                                                            figures.strains.end());
  std::stable_sort(places.begin(), places.end(), [](const auto& left, const auto& right) {
    return left.second.seconds > right.second.seconds;
  });
  std::vector<std::string> parts;
  for (const auto& [place, strain] : places) {
    if (parts.size() == kMaxShownPlaces) break;
    parts.push_back(placeText(place, strain));
  }
  parts.front().insert(0, "Generator-limited (hrp itself may have changed percentiles): ");
  if (places.size() > kMaxShownPlaces) {
    parts.push_back("and " + std::to_string(places.size() - kMaxShownPlaces) + " more");
  }
  return parts;
}

}  // namespace hrp::outputs
