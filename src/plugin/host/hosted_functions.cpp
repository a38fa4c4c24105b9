#include "plugin/host/hosted_functions.hpp"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

#include "hrp/base/machine/quiet_thread.hpp"
#include "plugin/host/child_process.hpp"

namespace hrp::plugin {
namespace {

using base::ErrorCode;

// One thread reads and writes for all processes. Callers encode their call and leave it here.
class HostedFunctions final : public expression::CustomFunctions {
 public:
  HostedFunctions(HostedKind kind, const base::Clock& clock)
      : kind_(std::move(kind)),
        clock_(clock),
        wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        pool_(kind_.host, kind_.count) {}
  ~HostedFunctions() override;

  base::Result<> open();
  [[nodiscard]] std::vector<Signature> signatures() const override { return hello_.functions; }
  [[nodiscard]] std::vector<std::string> usedFiles() const override { return hello_.files; }
  void call(Call call) override;
  [[nodiscard]] std::optional<std::string> broken() const override;

 private:
  struct Incoming {
    QueuedCall call;
    std::uint64_t lane;
  };
  void main(std::promise<base::Result<Hello>> opened);
  bool takeIncoming();  // false: closing
  void turn();
  void finish();  // ends the processes and fails what still waits
  [[nodiscard]] int pollTimeout() const;
  void wake();

  const HostedKind kind_;
  const base::Clock& clock_;
  const Descriptor wake_;
  Hello hello_;  // written before open() returns
  mutable std::mutex mutex_;
  std::vector<Incoming> incoming_;
  std::uint64_t next_number_ = 1;
  bool closing_ = false;
  std::string broken_;
  std::thread thread_;
  HostPool pool_;  // of the thread, once it runs
  std::vector<pollfd> polls_;
};

HostedFunctions::~HostedFunctions() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  wake();
  if (thread_.joinable()) thread_.join();
}

base::Result<> HostedFunctions::open() {
  if (wake_.get() < 0) return base::fail(ErrorCode::kUnavailable, "cannot make an eventfd");
  std::promise<base::Result<Hello>> opened;
  auto future = opened.get_future();
  thread_ = base::quietThread(
      [this, promise = std::move(opened)]() mutable { main(std::move(promise)); });
  auto hello = future.get();
  if (!hello) return base::fail(std::move(hello.error()));
  hello_ = std::move(*hello);
  return {};
}

void HostedFunctions::wake() {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(wake_.get(), &one, sizeof one));  // full: it is awake anyway
}

void HostedFunctions::call(Call call) {
  const base::TimePoint deadline = clock_.now() + kind_.call_limit;
  std::unique_lock lock(mutex_);
  const std::uint64_t number = next_number_++;
  lock.unlock();
  auto frame = kind_.encode(number, call.name, call.arguments);
  if (!frame) return call.done(base::fail(std::move(frame.error())));
  QueuedCall queued{number, std::move(*frame), std::move(call.name), deadline,
                    std::move(call.done)};
  lock.lock();
  if (!broken_.empty()) {
    const std::string reason = "function " + queued.name + ": " + broken_;
    lock.unlock();
    return queued.done(base::fail(ErrorCode::kFunction, reason));
  }
  const bool first = incoming_.empty();
  incoming_.push_back(Incoming{std::move(queued), call.lane});
  lock.unlock();
  if (first) wake();
}

std::optional<std::string> HostedFunctions::broken() const {
  const std::scoped_lock lock(mutex_);
  return broken_.empty() ? std::nullopt : std::optional(broken_);
}

void HostedFunctions::main(std::promise<base::Result<Hello>> opened) {
  pool_.startFirst(clock_.now());
  bool greeted = false;
  while (takeIncoming()) {
    const FunctionHost::State first = pool_.first().state();
    if (!greeted && first != FunctionHost::State::kStarting) {
      if (first == FunctionHost::State::kDead) {
        opened.set_value(base::fail(pool_.first().problem()));
        break;
      }
      greeted = true;
      pool_.startOthers(clock_.now());
      opened.set_value(pool_.first().hello());
    }
    turn();
    if (greeted && !pool_.replaceLost(clock_.now())) break;
  }
  finish();
}

void HostedFunctions::finish() {
  const std::string broken = pool_.broken();
  pool_.end();
  const std::scoped_lock lock(mutex_);
  broken_ = broken;
  closing_ = true;
  for (const Incoming& incoming : std::exchange(incoming_, {})) {
    incoming.call.done(base::fail(
        ErrorCode::kFunction,
        "function " + incoming.call.name + ": " + (broken.empty() ? "the run has ended" : broken)));
  }
}

bool HostedFunctions::takeIncoming() {
  std::vector<Incoming> calls;
  {
    const std::scoped_lock lock(mutex_);
    if (closing_) return false;
    calls.swap(incoming_);
  }
  for (Incoming& incoming : calls) pool_.call(incoming.lane, std::move(incoming.call));
  pool_.flush();
  return true;
}

void HostedFunctions::turn() {
  polls_.clear();
  polls_.push_back({wake_.get(), POLLIN, 0});
  pool_.appendPolls(polls_);
  if (::poll(polls_.data(), polls_.size(), pollTimeout()) < 0) return;
  if (polls_[0].revents != 0) {
    std::uint64_t woken = 0;
    static_cast<void>(!::read(wake_.get(), &woken, sizeof woken));
  }
  pool_.handle(polls_.data() + 1, clock_.now());
}

int HostedFunctions::pollTimeout() const {
  constexpr std::int64_t kLongest = 60'000;
  const auto next = pool_.nextDeadline();
  if (!next) return kLongest;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - clock_.now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, kLongest));
}

}  // namespace

base::Result<std::shared_ptr<expression::CustomFunctions>> openHostedFunctions(
    HostedKind kind, const base::Clock& clock) {
  auto functions = std::make_shared<HostedFunctions>(std::move(kind), clock);
  if (auto opened = functions->open(); !opened) return base::fail(std::move(opened.error()));
  return functions;
}

}  // namespace hrp::plugin
