#include "outputs/prometheus/gateway_groups.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

namespace hrp::outputs {
namespace {

using Json = nlohmann::ordered_json;

// The other metrics may be millions of lines: they are dropped while they are read.
bool isNeeded(int depth, Json::parse_event_t event, const Json& parsed) {
  constexpr int kGroupDepth = 3;  // {"data": [{"labels": …
  constexpr std::array<std::string_view, 4> kNeeded{"labels", "push_time_seconds", kLingerMetric,
                                                    kWorkerMetric};
  if (depth != kGroupDepth || event != Json::parse_event_t::key) return true;
  const auto& key = parsed.get_ref<const std::string&>();
  return std::find(kNeeded.begin(), kNeeded.end(), key) != kNeeded.end();
}

std::string textOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The one series of a metric; null when the group has none.
const Json* seriesOf(const Json& group, std::string_view metric) {
  const auto family = group.find(std::string(metric));
  if (family == group.end() || !family->is_object()) return nullptr;
  const auto series = family->find("metrics");
  if (series == family->end() || !series->is_array() || series->size() != 1) return nullptr;
  return series->front().is_object() ? &series->front() : nullptr;
}

std::optional<double> numberOf(const Json& group, std::string_view metric) {
  const Json* const series = seriesOf(group, metric);
  if (series == nullptr) return std::nullopt;
  const std::string text = textOf(*series, "value");
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<GatewayGroup> groupOf(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto labels = json.find("labels");
  if (labels == json.end() || !labels->is_object() || labels->size() != 3) return std::nullopt;
  if (textOf(*labels, "job") != "hrp") return std::nullopt;
  GatewayGroup group;
  group.instance = textOf(*labels, "instance");
  group.mode = textOf(*labels, "mode");
  const auto pushed_at = numberOf(json, "push_time_seconds");
  if (group.instance.empty() || group.mode.empty() || !pushed_at) return std::nullopt;
  group.pushed_at = *pushed_at;
  group.linger = numberOf(json, kLingerMetric);
  if (const Json* const worker = seriesOf(json, kWorkerMetric)) {
    const auto found = worker->find("labels");
    if (found != worker->end() && found->is_object()) group.worker_id = textOf(*found, "id");
  }
  return group;
}

}  // namespace

std::optional<std::chrono::seconds> GatewayGroup::leftAt(std::int64_t unix_seconds) const {
  constexpr double kCentury = 3e9;  // whatever a group claims, the sum stays a number of seconds
  if (!linger) return std::nullopt;
  const double left = pushed_at + *linger - static_cast<double>(unix_seconds);
  return std::chrono::seconds(static_cast<std::int64_t>(std::clamp(left, -kCentury, kCentury)));
}

bool isUnreserved(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  const bool is_digit = c >= '0' && c <= '9';
  return is_letter || is_digit || c == '-' || c == '.' || c == '_' || c == '~';
}

std::vector<GatewayGroup> parseGatewayGroups(const std::string& json) {
  std::vector<GatewayGroup> groups;
  const Json document = Json::parse(json, isNeeded, false);
  if (!document.is_object()) return groups;
  const auto data = document.find("data");
  if (data == document.end() || !data->is_array()) return groups;
  for (const Json& entry : *data) {
    if (auto group = groupOf(entry)) groups.push_back(std::move(*group));
  }
  return groups;
}

}  // namespace hrp::outputs
