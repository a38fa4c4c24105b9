#pragma once
// RunRecorder: takes what a run tells and hands it to its sinks on a thread of its own, a second at
// a time, so that no file holds the run up. What it is told, from one thread, only waits for a
// lock. A sink that fails is logged once and left out until the next run.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/record/run_sink.hpp"
#include "hrp/record/second_queue.hpp"

namespace hrp::record {

class RunRecorder {
 public:
  RunRecorder(const base::Clock& clock, std::vector<std::unique_ptr<RunSink>> sinks);
  ~RunRecorder();  // writes what is left
  RunRecorder(const RunRecorder&) = delete;
  RunRecorder& operator=(const RunRecorder&) = delete;

  void begin(RunOrigin origin);
  void add(std::uint32_t second, const stats::Slice& slice);
  void moment(FleetMoment moment);
  // Once more, with figures that have come since.
  void end(const stats::Snapshot& snapshot);

  // Waits until all that it was told by then is written. Any thread.
  void settle();
  // Some sink has failed, in any run.
  [[nodiscard]] bool failed() const;

 private:
  struct Event {
    bool is_end = false;
    RunOrigin origin{};
    std::vector<SecondPart> parts{};  // before the end
    stats::Snapshot snapshot{};
  };
  struct Sink {
    std::unique_ptr<RunSink> sink;
    bool works = false;
  };
  void run();
  void handle(const Event& event);
  void write(const std::vector<SecondPart>& parts);
  template <class Call>
  void tell(Call call);

  const base::Clock& clock_;
  std::vector<Sink> sinks_;  // of the thread
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  SecondQueue queue_;
  std::deque<Event> events_;
  bool in_run_ = false;
  bool busy_ = false;
  bool closing_ = false;
  bool failed_ = false;
  std::thread thread_;
};

}  // namespace hrp::record
