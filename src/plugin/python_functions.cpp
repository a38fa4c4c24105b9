#include "hrp/plugin/python_functions.hpp"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

#include "plugin/interpreter.hpp"

namespace hrp::plugin {
namespace {

using base::ErrorCode;
using expression::CustomSource;
using expression::Value;

// One thread reads and writes for all interpreters. Callers encode their call and leave it here.
class PythonFunctions final : public expression::CustomFunctions {
 public:
  PythonFunctions(const PythonOptions& options, const CustomSource& source,
                  const base::Clock& clock)
      : options_(options), clock_(clock), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    const int count = std::clamp(options.interpreters, 1, kMaxInterpreters);
    const std::string frame = encodeSource(source);
    for (int i = 0; i < count; ++i) {
      interpreters_.push_back(std::make_unique<Interpreter>(options, source.file, frame));
    }
  }
  ~PythonFunctions() override;

  base::Result<> open();
  [[nodiscard]] std::vector<Signature> signatures() const override { return hello_.functions; }
  [[nodiscard]] std::vector<std::string> usedFiles() const override { return hello_.files; }
  void call(Call call) override;

 private:
  struct Incoming {
    QueuedCall call;
    std::uint64_t lane;
  };
  void main(std::promise<base::Result<Hello>> opened);
  bool takeIncoming();  // false: closing
  void turn();
  [[nodiscard]] int pollTimeout() const;
  [[nodiscard]] Interpreter& interpreterOf(std::uint64_t lane);
  void startOthers();
  void wake();

  const PythonOptions options_;
  const base::Clock& clock_;
  const Descriptor wake_;
  Hello hello_;  // written before open() returns
  std::mutex mutex_;
  std::vector<Incoming> incoming_;
  std::uint64_t next_number_ = 1;
  bool closing_ = false;
  std::thread thread_;
  std::vector<std::unique_ptr<Interpreter>> interpreters_;  // of the thread, once it runs
  std::vector<pollfd> polls_;
};

PythonFunctions::~PythonFunctions() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  wake();
  if (thread_.joinable()) thread_.join();
}

base::Result<> PythonFunctions::open() {
  if (wake_.get() < 0) return base::fail(ErrorCode::kUnavailable, "cannot make an eventfd");
  std::promise<base::Result<Hello>> opened;
  auto future = opened.get_future();
  thread_ =
      std::thread([this, promise = std::move(opened)]() mutable { main(std::move(promise)); });
  auto hello = future.get();
  if (!hello) return base::fail(std::move(hello.error()));
  hello_ = std::move(*hello);
  return {};
}

void PythonFunctions::wake() {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(wake_.get(), &one, sizeof one));  // full: it is awake anyway
}

void PythonFunctions::call(Call call) {
  const base::TimePoint deadline = clock_.now() + options_.call_limit;
  std::unique_lock lock(mutex_);
  const std::uint64_t number = next_number_++;
  lock.unlock();
  auto frame = encodeCall(number, call.name, call.arguments);
  if (!frame) return call.done(base::fail(std::move(frame.error())));
  QueuedCall queued{number, std::move(*frame), std::move(call.name), deadline,
                    std::move(call.done)};
  lock.lock();
  const bool first = incoming_.empty();
  incoming_.push_back(Incoming{std::move(queued), call.lane});
  lock.unlock();
  if (first) wake();
}

void PythonFunctions::main(std::promise<base::Result<Hello>> opened) {
  Interpreter& first = *interpreters_.front();
  first.start(clock_.now());
  bool greeted = false;
  while (takeIncoming()) {
    if (!greeted && first.state() != Interpreter::State::kStarting) {
      greeted = true;
      if (first.state() == Interpreter::State::kDead) {
        opened.set_value(base::fail(first.problem()));
        break;
      }
      startOthers();
      opened.set_value(first.hello());
    }
    turn();
  }
  for (const auto& interpreter : interpreters_) interpreter->hangUp();
  interpreters_.clear();
  const std::scoped_lock lock(mutex_);
  for (const Incoming& incoming : incoming_) {
    incoming.call.done(
        base::fail(ErrorCode::kFunction, "function " + incoming.call.name + ": the run has ended"));
  }
  incoming_.clear();
}

void PythonFunctions::startOthers() {
  for (std::size_t i = 1; i < interpreters_.size(); ++i) interpreters_[i]->start(clock_.now());
}

bool PythonFunctions::takeIncoming() {
  std::vector<Incoming> calls;
  {
    const std::scoped_lock lock(mutex_);
    if (closing_) return false;
    calls.swap(incoming_);
  }
  for (Incoming& incoming : calls) interpreterOf(incoming.lane).call(std::move(incoming.call));
  for (const auto& interpreter : interpreters_) interpreter->flush();
  return true;
}

Interpreter& PythonFunctions::interpreterOf(std::uint64_t lane) {
  const std::size_t count = interpreters_.size();
  for (std::size_t i = 0; i < count; ++i) {
    Interpreter& interpreter = *interpreters_[(lane + i) % count];
    if (interpreter.state() != Interpreter::State::kDead) return interpreter;
  }
  return *interpreters_[lane % count];
}

void PythonFunctions::turn() {
  polls_.clear();
  polls_.push_back({wake_.get(), POLLIN, 0});
  for (const auto& interpreter : interpreters_) interpreter->appendPolls(polls_);
  if (::poll(polls_.data(), polls_.size(), pollTimeout()) < 0) return;
  if (polls_[0].revents != 0) {
    std::uint64_t woken = 0;
    static_cast<void>(!::read(wake_.get(), &woken, sizeof woken));
  }
  const base::TimePoint now = clock_.now();
  for (std::size_t i = 0; i < interpreters_.size(); ++i) {
    interpreters_[i]->handle(&polls_[1 + i * Interpreter::kPolls], now);
    interpreters_[i]->expire(now);
  }
}

int PythonFunctions::pollTimeout() const {
  constexpr std::int64_t kLongest = 60'000;
  std::int64_t timeout = kLongest;
  const base::TimePoint now = clock_.now();
  for (const auto& interpreter : interpreters_) {
    const auto next = interpreter->nextDeadline();
    if (!next) continue;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - now).count();
    timeout = std::clamp<std::int64_t>(left, 0, timeout);
  }
  return static_cast<int>(timeout);
}

}  // namespace

base::Result<std::shared_ptr<expression::CustomFunctions>> openPythonFunctions(
    const PythonOptions& options, const CustomSource& source, const base::Clock& clock) {
  auto functions = std::make_shared<PythonFunctions>(options, source, clock);
  if (auto opened = functions->open(); !opened) return base::fail(std::move(opened.error()));
  return functions;
}

}  // namespace hrp::plugin
