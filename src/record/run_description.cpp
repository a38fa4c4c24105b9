#include "hrp/record/run_description.hpp"

#include <algorithm>
#include <utility>

#include "hrp/base/duration_text.hpp"

namespace hrp::record {
namespace {

std::uint32_t partsOf(std::uint32_t length, std::uint32_t step) {
  return length / step + (length % step == 0 ? 0 : 1);
}

// An axis of at most `most` points, whose steps are whole ones of a finer axis.
Axis coarser(const Axis& fine, std::uint32_t most) {
  Axis axis = fine;
  axis.step_s = fine.step_s * std::max(1U, partsOf(fine.points, most));
  axis.points = partsOf(fine.points * fine.step_s, axis.step_s);
  return axis;
}

RowPoint pointOf(const stats::OutcomeTimes& times) {
  const stats::Histogram all = times.all();
  return {times.count(), times.failed.count(), all.valueAt(0.5), all.valueAt(0.95),
          all.valueAt(0.99)};
}

// Seconds come in rising order, so each point is whole when the next one begins, and only sums of
// the points that are open are in memory.
class Describer final : public RunVisitor {
 public:
  Describer(const RunFile& file, Window window, RunDescription& into) : file_(file), into_(into) {
    const std::uint32_t length = window.to_s - window.from_s;
    Axis& axis = into.axis;
    axis = {window.from_s, std::max(1U, partsOf(length, kMaxPoints)), 0};
    axis.points = partsOf(length, axis.step_s);
    const auto rows = static_cast<std::uint32_t>(std::max<std::size_t>(file.rows().size(), 1));
    into.row_axis =
        coarser(axis, std::clamp(kMaxRowPoints / rows, kFewestPointsOfARow, kMostPointsOfARow));
    into.heat_axis = coarser(axis, kMaxHeatColumns);
    into.points.resize(axis.points);
    into.total_points.resize(into.row_axis.points);
    into.heat.resize(into.heat_axis.points);
    open_.resize(file.rows().size());
    sums_.resize(file.rows().size());
  }

  void second(std::uint32_t second) override {
    const std::uint32_t at = (second - into_.axis.from_s) / into_.axis.step_s;
    if (at != at_) closePoint();
    at_ = at;
    const std::uint32_t row_at = (second - into_.axis.from_s) / into_.row_axis.step_s;
    if (row_at != row_at_) closeRowPoint();
    row_at_ = row_at;
    second_ = second;
  }
  void rest(const stats::Slice& slice) override {
    into_.run.total.merge(slice);
    point().dropped += slice.dropped_iterations + slice.dropped_requests;
    point().limited = point().limited || slice.generator.limited();
  }
  void row(const RecordedRow& row) override {
    stats::Row& sum = open_[row.id];
    row.addTo(sum);
    touched_.push_back(row.id);
    if (row.counts.in_total) {
      row.histograms[RecordedRow::kPassed].addTo(times_.passed);
      row.histograms[RecordedRow::kFailed].addTo(times_.failed);
    }
    if (row.counts.errors.empty()) return;
    auto& spans = into_.error_spans[file_.rows()[row.id]];
    for (const auto& entry : row.counts.errors) {
      const ErrorSpan now{second_, second_};
      spans.try_emplace(entry.first, now).first->second.last_s = second_;
    }
  }
  void moment(const FleetMoment& moment) override {
    users_peak_ = std::max(users_peak_, moment.users);
    point().users = moment.users;
    if (file_.origin().role == stats::Role::kMaster) {
      point().workers = std::count_if(
          moment.workers.begin(), moment.workers.end(),
          [](const stats::WorkerView& worker) { return worker.state != base::RunState::kMissing; });
    }
    last_ = moment;
  }

  void finish() {
    closePoint();
    closeRowPoint();
    for (std::size_t id = 0; id < sums_.size(); ++id) {
      if (sums_[id] == stats::Row()) continue;
      into_.run.total.rows[file_.rows()[id]] = std::move(sums_[id]);
    }
    into_.run.workers = std::move(last_.workers);
    into_.run.users = last_.users;
    into_.run.target_users = last_.target_users;
    // That of the end knows what was between two seconds, but not when.
    if (!into_.is_whole || !file_.end()) into_.run.users_peak = users_peak_;
  }

 private:
  Point& point() { return into_.points[at_]; }

  void closePoint() {
    static_cast<RowPoint&>(point()) = pointOf(times_);
    const std::uint32_t column = at_ * into_.axis.step_s / into_.heat_axis.step_s;
    into_.heat[column].merge(times_.passed);
    into_.heat[column].merge(times_.failed);
    total_times_.merge(times_);
    times_.clear();
  }
  void closeRowPoint() {
    std::sort(touched_.begin(), touched_.end());
    touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
    for (const std::uint32_t id : touched_) {
      auto& points = into_.row_points[file_.rows()[id]];
      points.resize(into_.row_axis.points);
      points[row_at_] = pointOf(open_[id].latency);
      sums_[id].merge(open_[id]);
      open_[id] = stats::Row();
    }
    touched_.clear();
    into_.total_points[row_at_] = pointOf(total_times_);
    total_times_.clear();
  }

  const RunFile& file_;
  RunDescription& into_;
  std::uint32_t second_ = 0;
  std::uint32_t at_ = 0;             // the open point
  std::uint32_t row_at_ = 0;         // the open point of rows
  stats::OutcomeTimes times_;        // of the open point
  stats::OutcomeTimes total_times_;  // of the open point of rows
  std::vector<stats::Row> open_;     // likewise, by id
  std::vector<stats::Row> sums_;     // of the points that are closed
  std::vector<std::uint32_t> touched_;
  FleetMoment last_;
  std::int64_t users_peak_ = 0;
};

// Of a run that has not ended, nothing that was judged is in the file.
stats::ThresholdFigures unjudged(stats::ThresholdFigures thresholds) {
  for (stats::ThresholdFigure& threshold : thresholds) {
    threshold.verdict = stats::Verdict::kUnclear;
    threshold.value.reset();
    threshold.value_text = "-";
    threshold.why = "the run did not end";
  }
  return thresholds;
}

// How much of the run is in a window, which ends with it at the latest.
base::Result<base::Duration> lengthOf(const RunFile& file, Window window) {
  const base::Duration run =
      file.end() ? file.end()->elapsed : base::Duration(std::chrono::seconds(file.seconds()));
  const base::Duration whole =
      std::chrono::seconds(window.to_s) - std::chrono::seconds(window.from_s);
  // The last second of a run is seldom a whole one, and has what was finished after the load.
  const base::Duration left = run - std::chrono::seconds(window.from_s);
  if (window.from_s >= window.to_s || left < std::chrono::seconds(1)) {
    const auto shown = std::chrono::round<std::chrono::milliseconds>(run);
    return base::fail(base::ErrorCode::kBadSetting,
                      "the run is " + base::formatDuration(shown) + " long",
                      "--from and --to are times since its start, with a second of it between "
                      "them at least");
  }
  return std::min(whole, left);
}

}  // namespace

base::Result<RunDescription> describe(const RunFile& file, Window window) {
  RunDescription made;
  made.origin = file.origin();
  if (file.end()) {
    made.run = *file.end();
  } else {
    made.run.state = base::RunState::kRunning;
    made.run.reason_text = "the run goes on, or its process was killed";
    made.run.thresholds = unjudged(file.origin().thresholds);
    made.run.at = file.origin().started_at + std::chrono::seconds(file.seconds());
  }
  made.is_whole = window.from_s == 0 && window.to_s >= file.seconds();
  window.to_s = std::min(window.to_s, file.seconds());
  made.window = window;
  made.run.role = made.origin.role;
  made.run.started_at = made.origin.started_at;
  if (!made.is_whole) {
    auto length = lengthOf(file, window);
    if (!length) return base::fail(std::move(length.error()));
    made.run.elapsed = *length;
  } else if (!file.end()) {
    made.run.elapsed = std::chrono::seconds(file.seconds());
  }
  if (window.to_s == window.from_s) return made;
  Describer describer(file, window, made);
  if (auto visited = file.visit(window, describer); !visited) {
    return base::fail(std::move(visited.error()));
  }
  describer.finish();
  return made;
}

base::Result<RunDescription> describeFile(const std::string& path, Window window) {
  const auto file = RunFile::open(path);
  if (!file) return base::fail(file.error());
  return describe(**file, window);
}

}  // namespace hrp::record
