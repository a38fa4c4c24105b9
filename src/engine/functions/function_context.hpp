#pragma once
// What the functions of templates reach while a user of this engine evaluates them, and the files
// of a run, read once for all threads.

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/functions/replay.hpp"
#include "hrp/base/clock.hpp"
#include "hrp/base/random.hpp"
#include "hrp/expression/function.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::engine {

// Any thread may read. A path is relative to the working folder of the run. At most kMaxFiles are
// kept; others are read again each time.
class WorkerFiles {
 public:
  static constexpr std::size_t kMaxFiles = 1000;
  explicit WorkerFiles(std::shared_ptr<testcase::FileSource> source) : source_(std::move(source)) {}
  [[nodiscard]] base::Result<testcase::FileContent> read(const std::string& path);
  [[nodiscard]] base::Result<base::StoredFilePtr> open(const std::string& path);

 private:
  // What `fetch` gives for the file, kept in `known`.
  template <class Content>
  [[nodiscard]] base::Result<Content> once(
      std::map<std::string, Content>& known, const std::string& path,
      base::Result<Content> (testcase::FileSource::*fetch)(const std::string&));

  std::shared_ptr<testcase::FileSource> source_;
  std::mutex mutex_;
  std::map<std::string, testcase::FileContent> contents_;
  std::map<std::string, base::StoredFilePtr> opened_;
};

// One per engine thread; enter() says which user evaluates next, and begins its evaluation.
class UserFunctions final : public expression::FunctionContext {
 public:
  struct Parts {
    const base::Clock& clock;
    base::Random& random;
    WorkerFiles& files;
    const testcase::Workload& workload;
    std::int64_t worker_index = 0;
  };
  explicit UserFunctions(const Parts& parts);

  void enter(std::int64_t user_id, std::int64_t iteration) {
    user_id_ = user_id;
    iteration_ = iteration;
    if (replay_) replay_->begin();
  }
  // What `sleep` asked for since the last call.
  [[nodiscard]] base::Duration takePause();

  const base::Clock& clock() override { return replay_ ? replay_->clock() : parts_.clock; }
  base::Random& random() override { return replay_ ? replay_->random() : parts_.random; }
  std::optional<std::string> environment(const std::string& name) override;
  base::Result<std::string> readFile(const std::string& path) override;
  std::int64_t userId() override { return user_id_; }
  std::int64_t iteration() override { return iteration_; }
  std::int64_t workerIndex() override { return parts_.worker_index; }
  void pause(base::Duration duration) override;
  base::Result<expression::Value> callCustom(expression::CustomFunctions& functions,
                                             std::string_view name,
                                             std::span<const expression::Value> arguments) override;

  // Some testcase calls custom functions, so an evaluation may have to be done again.
  [[nodiscard]] bool mayWait() const { return replay_ != nullptr; }
  // The evaluation since enter() needs the answer to a call; see Replay.
  [[nodiscard]] bool pending() const { return replay_ != nullptr && replay_->pending(); }
  [[nodiscard]] std::pair<Replay::Pending, Replay::Log> suspend();   // only when pending()
  void repeat(Replay::Log log) { replay_->repeat(std::move(log)); }  // at the next enter()

 private:
  const Parts parts_;
  std::map<std::string, std::string> environment_;
  std::int64_t user_id_ = 0;
  std::int64_t iteration_ = 0;
  base::Duration pause_{};
  std::unique_ptr<Replay> replay_;  // null when no testcase calls custom functions
};

}  // namespace hrp::engine
