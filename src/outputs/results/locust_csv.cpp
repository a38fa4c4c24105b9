#include "hrp/outputs/locust_csv.hpp"

#include <array>
#include <utility>
#include <vector>

#include "outputs/display_text.hpp"
#include "outputs/figure_text.hpp"
#include "outputs/run_figures.hpp"

namespace hrp::outputs {
namespace {

constexpr std::string_view kEnd = "\r\n";
constexpr std::string_view kNone = "N/A";
constexpr std::string_view kAggregated = "Aggregated";
constexpr std::array kQuantiles{0.5, 0.66, 0.75, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 1.0};
constexpr std::string_view kQuantileNames = "50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%";

// As Python's csv module quotes.
std::string csvField(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return validUtf8(text);
  std::string quoted = "\"";
  for (const char character : validUtf8(text)) {
    if (character == '"') quoted += '"';
    quoted += character;
  }
  return quoted + '"';
}

std::string typeField(std::string_view type) {
  constexpr std::string_view kRequest = "request-";
  return csvField(type.starts_with(kRequest) ? type.substr(kRequest.size()) : type);
}

// Three decimals at most, and none that say nothing.
std::string numberField(double value) {
  std::string text = fixedText(value, 3);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}
std::string msField(double us) {
  return numberField(toMs(us));
}
std::string msField(std::uint64_t us) {
  return msField(static_cast<double>(us));
}

std::string joinedFields(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) line += (line.empty() ? "" : ",") + field;
  return line;
}

std::string percentileFields(const stats::Histogram& times) {
  std::vector<std::string> fields;
  for (const double quantile : kQuantiles) {
    fields.push_back(times.count() == 0 ? std::string(kNone) : msField(times.valueAt(quantile)));
  }
  return joinedFields(fields);
}

// Count, failures, median, mean, minimum, maximum, content size.
std::string countFields(const stats::Row& row, const stats::Histogram& times) {
  return joinedFields({std::to_string(row.requests()), std::to_string(row.failures()),
                       msField(times.valueAt(0.5)), msField(times.mean()), msField(times.min()),
                       msField(times.max()), numberField(meanContentBytes(row))});
}

std::string statsLine(const std::string& names, const stats::Row& row, base::Duration elapsed) {
  const stats::Histogram times = row.latency.all();
  return joinedFields({names, countFields(row, times),
                       numberField(perSecond(row.requests(), elapsed)),
                       numberField(perSecond(row.failures(), elapsed)), percentileFields(times)}) +
         std::string(kEnd);
}

// What a history shows of a row.
void addShown(stats::Row& into, const stats::Row& row) {
  into.latency.merge(row.latency);
  into.content_bytes += row.content_bytes;
}

}  // namespace

std::string statsCsv(const stats::Snapshot& run) {
  std::string text =
      "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,"
      "Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s," +
      std::string(kQuantileNames) + std::string(kEnd);
  for (const auto& [key, row] : run.total.rows) {
    text += statsLine(typeField(key.type) + "," + csvField(key.name), row, run.elapsed);
  }
  return text + statsLine("," + std::string(kAggregated), totalOf(run.total), run.elapsed);
}

std::string failuresCsv(const stats::Snapshot& run) {
  std::string text = "Method,Name,Error,Occurrences" + std::string(kEnd);
  for (const auto& [key, row] : run.total.rows) {
    for (const auto& [error, count] : row.errors) {
      const std::string message = std::string(toString(error.kind)) + ": " + error.message;
      text += joinedFields({typeField(key.type), csvField(key.name), csvField(message),
                            std::to_string(count)}) +
              std::string(kEnd);
    }
  }
  return text;
}

std::string CsvHistory::header() {
  return "Timestamp,User Count,Type,Name,Requests/s,Failures/s," + std::string(kQuantileNames) +
         ",Total Request Count,Total Failure Count,Total Median Response Time,"
         "Total Average Response Time,Total Min Response Time,Total Max Response Time,"
         "Total Average Content Size" +
         std::string(kEnd);
}

void CsvHistory::begin(base::WallTime started_at) {
  started_at_ = started_at;
  next_ = 0;
  second_ = total_ = stats::Row();
}

void CsvHistory::figures(std::uint32_t second, const stats::Slice& slice) {
  for (const auto& [key, row] : slice.rows) {
    if (!row.in_total) continue;
    addShown(total_, row);
    if (second >= next_) addShown(second_, row);
  }
}

std::string CsvHistory::row(std::uint32_t second, std::int64_t users) {
  next_ = second + 1;
  const base::WallTime over = started_at_ + std::chrono::seconds(next_);
  const auto timestamp = std::chrono::floor<std::chrono::seconds>(over.time_since_epoch()).count();
  const std::string line = joinedFields(
      {std::to_string(timestamp), std::to_string(users), "", std::string(kAggregated),
       std::to_string(second_.requests()), std::to_string(second_.failures()),
       percentileFields(second_.latency.all()), countFields(total_, total_.latency.all())});
  second_ = stats::Row();
  return line + std::string(kEnd);
}

base::Result<> CsvHistorySink::begin(const record::RunOrigin& origin) {
  history_.begin(origin.started_at);
  if (auto begun = stream_.begin(); !begun) return begun;
  return stream_.append(CsvHistory::header());
}

base::Result<> CsvHistorySink::figures(std::uint32_t second, const stats::Slice& slice) {
  history_.figures(second, slice);
  return {};
}

base::Result<> CsvHistorySink::moment(std::uint32_t second, const record::FleetMoment& moment) {
  return stream_.append(history_.row(second, moment.users));
}

base::Result<> CsvHistorySink::end(const stats::Snapshot&) {
  return {};
}

}  // namespace hrp::outputs
