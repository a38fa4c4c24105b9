#include "hrp/record/run_recorder.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "hrp/base/machine/quiet_thread.hpp"

namespace hrp::record {
namespace {

constexpr base::Duration kLook = std::chrono::milliseconds(100);  // for seconds that are over

// What a sink is told of the end; the figures it has.
stats::Snapshot withoutFigures(const stats::Snapshot& snapshot) {
  stats::Snapshot end;
  end.role = snapshot.role;
  end.state = snapshot.state;
  end.at = snapshot.at;
  end.started_at = snapshot.started_at;
  end.elapsed = snapshot.elapsed;
  end.users = snapshot.users;
  end.target_users = snapshot.target_users;
  end.users_peak = snapshot.users_peak;
  end.departed = snapshot.departed;
  end.reason = snapshot.reason;
  end.reason_text = snapshot.reason_text;
  end.thresholds = snapshot.thresholds;
  return end;
}

}  // namespace

RunRecorder::RunRecorder(const base::Clock& clock, std::vector<std::unique_ptr<RunSink>> sinks)
    : clock_(clock) {
  for (auto& sink : sinks) sinks_.push_back({std::move(sink)});
  thread_ = base::quietThread([this] { run(); });
}

RunRecorder::~RunRecorder() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void RunRecorder::begin(RunOrigin origin) {
  {
    const std::scoped_lock lock(mutex_);
    events_.push_back({.origin = std::move(origin)});
    queue_.start(clock_.now());
    in_run_ = true;
  }
  wake_.notify_all();
}

void RunRecorder::add(std::uint32_t second, const stats::Slice& slice) {
  const std::scoped_lock lock(mutex_);
  queue_.add(second, slice);
}

void RunRecorder::moment(FleetMoment moment) {
  const std::scoped_lock lock(mutex_);
  queue_.moment(std::move(moment));
}

void RunRecorder::end(const stats::Snapshot& snapshot) {
  {
    const std::scoped_lock lock(mutex_);
    events_.push_back(
        {.is_end = true, .parts = queue_.takeAll(), .snapshot = withoutFigures(snapshot)});
    in_run_ = false;
  }
  wake_.notify_all();
}

void RunRecorder::settle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return events_.empty() && !busy_; });
}

bool RunRecorder::failed() const {
  const std::scoped_lock lock(mutex_);
  return failed_;
}

void RunRecorder::run() {
  std::unique_lock lock(mutex_);
  while (!closing_ || !events_.empty()) {
    busy_ = true;
    if (!events_.empty()) {
      const Event event = std::move(events_.front());
      events_.pop_front();
      lock.unlock();
      handle(event);
      lock.lock();
    } else if (in_run_) {
      const std::vector<SecondPart> parts = queue_.takeRipe(clock_.now());
      lock.unlock();
      write(parts);
      lock.lock();
    }
    busy_ = false;
    if (!events_.empty()) continue;
    idle_.notify_all();
    if (closing_) break;
    if (in_run_) {
      wake_.wait_for(lock, kLook, [this] { return closing_ || !events_.empty(); });
    } else {
      wake_.wait(lock, [this] { return closing_ || !events_.empty(); });
    }
  }
}

void RunRecorder::handle(const Event& event) {
  if (event.is_end) {
    write(event.parts);
    return tell([&](RunSink& sink) { return sink.end(event.snapshot); });
  }
  for (Sink& sink : sinks_) sink.works = true;
  tell([&](RunSink& sink) { return sink.begin(event.origin); });
}

void RunRecorder::write(const std::vector<SecondPart>& parts) {
  for (const SecondPart& part : parts) {
    tell([&](RunSink& sink) { return sink.figures(part.second, part.slice); });
    if (part.moment) tell([&](RunSink& sink) { return sink.moment(part.second, *part.moment); });
  }
}

template <class Call>
void RunRecorder::tell(Call call) {
  for (Sink& sink : sinks_) {
    if (!sink.works) continue;
    const base::Result<> told = call(*sink.sink);
    if (told) continue;
    spdlog::error("{}: the rest of the run is not written", told.error().message);
    sink.works = false;
    const std::scoped_lock lock(mutex_);
    failed_ = true;
  }
}

}  // namespace hrp::record
