#include "hrp/plugin/native_functions.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "hrp/base/machine/quiet_thread.hpp"
#include "plugin/host/function_host.hpp"
#include "plugin/native/native_library.hpp"

namespace hrp::plugin {
namespace {

using base::ErrorCode;
using expression::CustomFunctions;
using expression::CustomSource;
using expression::Value;
using Done = std::function<void(base::Result<Value>)>;

constexpr std::chrono::milliseconds kPatience{300};

const std::string kTooManyStuck =
    std::to_string(kMaxStuckCalls) + " calls into the library did not end in time";

tl::unexpected<base::Error> callFailed(const std::string& name, const std::string& reason) {
  return base::fail(ErrorCode::kFunction, "function " + name + ": " + reason);
}

// The calls and the threads that run them. Shared by those threads, because one that a function
// never comes back from outlives the pool.
class NativePool : public std::enable_shared_from_this<NativePool> {
 public:
  NativePool(const NativeOptions& options, const std::string& file, const base::Clock& clock,
             NativeLibrary library)
      : options_(options),
        file_(file),
        wanted_(std::clamp(options.threads, 1, kMaxNativeThreads)),
        clock_(&clock),
        library_(std::move(library)) {
    for (std::size_t i = 0; i < library_.signatures().size(); ++i) {
      indices_.emplace(library_.signatures()[i].name, i);
    }
  }

  void start();
  void call(CustomFunctions::Call call);
  [[nodiscard]] std::optional<std::string> broken();
  // Fails what is under way, and unloads the library when all threads have come back.
  void close();
  [[nodiscard]] const std::vector<CustomFunctions::Signature>& signatures() const {
    return library_.signatures();
  }

 private:
  struct Job {
    std::size_t function = 0;
    std::string name;
    Value arguments;
    base::TimePoint deadline{};
    Done done;             // empty: it was answered, because its time was over
    bool running = false;  // a thread has it; else it is in waiting_
  };
  using Jobs = std::list<Job>;

  void work();
  void runNext(std::unique_lock<std::mutex>& lock);
  void watch();
  void addThread();  // with the lock held
  [[nodiscard]] std::vector<Job> takeOverdue(base::TimePoint now);

  const NativeOptions options_;
  const std::string file_;
  const int wanted_;
  const base::Clock* clock_;  // not after close()
  NativeLibrary library_;
  std::map<std::string, std::size_t, std::less<>> indices_;

  std::mutex mutex_;
  std::condition_variable changed_;  // there is a job, or it is closing
  std::condition_variable ended_;    // a thread is about to end, or closing
  Jobs jobs_;                        // under way and not answered, in the order of deadlines
  Jobs overdue_;                     // answered, but a thread still has them
  std::deque<Jobs::iterator> waiting_;
  std::vector<std::thread> threads_;
  std::size_t running_threads_ = 0;
  bool closing_ = false;
  std::thread watcher_;
};

void NativePool::start() {
  const std::scoped_lock lock(mutex_);
  for (int i = 0; i < wanted_; ++i) addThread();
  watcher_ = base::quietThread([this] { watch(); });
}

void NativePool::addThread() {
  ++running_threads_;
  threads_.push_back(base::quietThread([self = shared_from_this()] { self->work(); }));
}

void NativePool::call(CustomFunctions::Call call) {
  const auto found = indices_.find(call.name);
  if (found == indices_.end()) return call.done(callFailed(call.name, "there is none"));
  std::unique_lock lock(mutex_);
  if (closing_ || overdue_.size() >= kMaxStuckCalls) {
    lock.unlock();
    return call.done(callFailed(call.name, kTooManyStuck));
  }
  jobs_.push_back({found->second, std::move(call.name), std::move(call.arguments),
                   clock_->now() + options_.call_limit, std::move(call.done)});
  waiting_.push_back(std::prev(jobs_.end()));
  lock.unlock();
  changed_.notify_one();
}

std::optional<std::string> NativePool::broken() {
  const std::scoped_lock lock(mutex_);
  if (closing_ || overdue_.size() < kMaxStuckCalls) return std::nullopt;
  return file_ + ": " + kTooManyStuck;
}

void NativePool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    if (closing_) break;
    runNext(lock);
  }
  --running_threads_;
  ended_.notify_all();
}

void NativePool::runNext(std::unique_lock<std::mutex>& lock) {
  const auto job = waiting_.front();
  waiting_.pop_front();
  job->running = true;
  lock.unlock();
  auto result = library_.call(job->function, job->arguments);
  lock.lock();
  const Done done = std::move(job->done);
  // A job that is over its time was moved to the other list; the place in it is the same.
  (done ? jobs_ : overdue_).erase(job);
  if (!done) return;
  lock.unlock();
  done(std::move(result));
  lock.lock();
}

// Deadlines are seen a little late rather than at the cost of a wake-up for each call.
void NativePool::watch() {
  const auto tick = std::clamp<base::Duration>(
      options_.call_limit / 8, std::chrono::milliseconds(5), std::chrono::seconds(1));
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, tick, [this] { return closing_; })) {
    const std::vector<Job> overdue = takeOverdue(clock_->now());
    lock.unlock();
    for (const Job& job : overdue) {
      job.done(callFailed(job.name, "no result within " + limitText(options_.call_limit)));
    }
    lock.lock();
  }
}

std::vector<NativePool::Job> NativePool::takeOverdue(base::TimePoint now) {
  std::vector<Job> overdue;
  while (!jobs_.empty() && jobs_.front().deadline <= now) {
    Job& job = jobs_.front();
    Job answered;
    answered.name = job.name;
    answered.done = std::exchange(job.done, nullptr);
    overdue.push_back(std::move(answered));
    if (job.running) {
      overdue_.splice(overdue_.end(), jobs_, jobs_.begin());
      spdlog::warn("function {}: a call is longer under way than {}", overdue.back().name,
                   limitText(options_.call_limit));
    } else {
      std::erase(waiting_, jobs_.begin());
      jobs_.pop_front();
    }
  }
  // Others take the place of threads that are stuck.
  const std::size_t needed = overdue_.size() + static_cast<std::size_t>(wanted_);
  while (running_threads_ < needed && overdue_.size() < kMaxStuckCalls) addThread();
  return overdue;
}

void NativePool::close() {
  std::unique_lock lock(mutex_);
  closing_ = true;
  waiting_.clear();
  std::vector<std::pair<std::string, Done>> failed;
  for (auto job = jobs_.begin(); job != jobs_.end();) {
    failed.emplace_back(job->name, std::exchange(job->done, nullptr));
    if (job->running)
      overdue_.splice(overdue_.end(), jobs_, job++);
    else
      job = jobs_.erase(job);
  }
  lock.unlock();
  changed_.notify_all();
  ended_.notify_all();
  for (const auto& [name, done] : failed) done(callFailed(name, "the run has ended"));
  watcher_.join();
  lock.lock();
  const bool all = ended_.wait_for(lock, kPatience, [this] { return running_threads_ == 0; });
  auto threads = std::exchange(threads_, {});
  lock.unlock();
  for (std::thread& thread : threads) {
    if (all)
      thread.join();
    else
      thread.detach();
  }
  if (all)
    library_.close();
  else
    spdlog::warn("a call of a native function does not end; its library stays loaded");
}

class NativeFunctions final : public CustomFunctions {
 public:
  explicit NativeFunctions(std::shared_ptr<NativePool> pool) : pool_(std::move(pool)) {
    pool_->start();
  }
  ~NativeFunctions() override { pool_->close(); }
  NativeFunctions(const NativeFunctions&) = delete;
  NativeFunctions& operator=(const NativeFunctions&) = delete;

  [[nodiscard]] std::vector<Signature> signatures() const override { return pool_->signatures(); }
  [[nodiscard]] std::vector<std::string> usedFiles() const override { return {}; }
  void call(Call call) override { pool_->call(std::move(call)); }
  [[nodiscard]] std::optional<std::string> broken() const override { return pool_->broken(); }

 private:
  const std::shared_ptr<NativePool> pool_;
};

}  // namespace

base::Result<std::shared_ptr<CustomFunctions>> openNativeFunctions(const NativeOptions& options,
                                                                   const CustomSource& source,
                                                                   const base::Clock& clock) {
  auto library = NativeLibrary::open(source);
  if (!library) return base::fail(std::move(library.error()));
  return std::make_shared<NativeFunctions>(
      std::make_shared<NativePool>(options, source.file, clock, std::move(*library)));
}

}  // namespace hrp::plugin
