#include "plugin/host/function_host.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <utility>

namespace hrp::plugin {

using base::ErrorCode;

namespace {

constexpr std::size_t kPrintedBytes = 16 << 10;  // read at a time

}  // namespace

void FunctionHost::beginStart(base::TimePoint now) {
  state_ = State::kStarting;
  start_deadline_ = now + limits_.start;
}

void FunctionHost::becomeReady(Hello hello) {
  hello_ = std::move(hello);
  state_ = State::kReady;
}

base::Result<> FunctionHost::startProcess(const std::vector<std::string>& command,
                                          const std::vector<std::string>& environment) {
  auto child = ChildProcess::start(command, environment);
  if (!child) return base::fail(child.error().within(file_));
  child_.emplace(std::move(*child));
  process_ = child_->processId();
  return {};
}

void FunctionHost::call(QueuedCall call) {
  if (state_ == State::kDead) {
    return call.done(
        base::fail(ErrorCode::kFunction, "function " + call.name + ": " + problem_.message));
  }
  const std::uint64_t number = call.number;
  std::string frame = std::exchange(call.frame, {});
  calls_.emplace(number, std::move(call));
  send(number, std::move(frame));
}

void FunctionHost::answer(const QueuedCall& call, base::Result<expression::Value> value) {
  if (!value && value.error().code == ErrorCode::kParse) {
    value =
        base::fail(ErrorCode::kFunction, "function " + call.name + ": " + value.error().message);
  }
  call.done(std::move(value));
}

void FunctionHost::readPrinted() {
  std::array<char, kPrintedBytes> bytes;
  const auto take = [this](std::string_view line) { return takeLine(line); };
  while (child_) {
    const ssize_t count = ::read(child_->printed(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) child_->closePrinted();
    if (count <= 0) return;
    printed_.add({bytes.data(), static_cast<std::size_t>(count)}, take);
  }
}

void FunctionHost::logLine(std::string_view line, bool loud, bool noise) const {
  const auto level = noise  ? spdlog::level::trace
                     : loud ? spdlog::level::info
                            : spdlog::level::debug;
  if (!spdlog::should_log(level)) return;
  spdlog::log(level, "{}: {}", std::filesystem::path(file_).filename().string(), line);
}

void FunctionHost::awaitEnd(base::Duration patience) {
  const base::SystemClock clock;
  const base::TimePoint limit = clock.now() + patience;
  std::array<char, kPrintedBytes> dropped;
  while (child_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(limit - clock.now()).count();
    if (left <= 0) return;
    std::array<pollfd, 2> ends{pollfd{child_->output(), POLLIN, 0},
                               pollfd{child_->printed(), POLLIN, 0}};
    ::poll(ends.data(), ends.size(), static_cast<int>(left));
    if (ends[1].revents != 0) readPrinted();
    if (ends[0].revents != 0 && ::read(child_->output(), dropped.data(), dropped.size()) == 0) {
      return;
    }
  }
}

std::string FunctionHost::endProcess() {
  if (!child_) return "it was not there";
  readPrinted();
  printed_.finish([this](std::string_view line) { return takeLine(line); });
  std::string status = child_->finish();
  child_.reset();
  return status;
}

std::optional<QueuedCall> FunctionHost::take(std::uint64_t number) {
  const auto found = calls_.find(number);
  if (found == calls_.end()) return std::nullopt;
  QueuedCall call = std::move(found->second);
  calls_.erase(found);
  return call;
}

void FunctionHost::expire(base::TimePoint now) {
  if (state_ == State::kStarting && now >= start_deadline_) {
    return giveUp(base::Error{
        ErrorCode::kFunction,
        file_ + ": " + words_.starting + " it took longer than " + limitText(limits_.start),
        {}});
  }
  while (!calls_.empty() && calls_.begin()->second.deadline <= now) {
    const QueuedCall call = std::move(calls_.begin()->second);
    calls_.erase(calls_.begin());
    const std::string limit = limitText(limits_.call);
    if (state_ == State::kReady) {
      state_ = State::kStuck;
      loss_ = "function " + call.name + " did not return within " + limit;
    }
    forget(call.number);
    call.done(
        base::fail(ErrorCode::kFunction, "function " + call.name + ": no result within " + limit));
  }
}

std::optional<base::TimePoint> FunctionHost::nextDeadline() const {
  std::optional<base::TimePoint> next;
  if (!calls_.empty()) next = calls_.begin()->second.deadline;
  if (state_ == State::kStarting && (!next || start_deadline_ < *next)) next = start_deadline_;
  return next;
}

std::string FunctionHost::obituary() const {
  std::string text = loss_.empty() ? problem_.message : loss_;
  if (printed_.last().empty()) return text;
  text += "\nit last printed:";
  for (const std::string& line : printed_.last()) text += "\n  " + line;
  return text;
}

void FunctionHost::lose(const std::string& reason) {
  const bool started = state_ != State::kStarting;
  const std::string status = closeProcess();
  std::string text = std::string(words_.what) + " was lost: " + reason + " (" + status + ")";
  loss_ = text;
  if (const std::string last = printed_.reason(); !last.empty()) {
    text += "; it last printed: " + last;
  }
  giveUp(base::Error{ErrorCode::kFunction, started ? text : file_ + ": " + text, {}});
}

void FunctionHost::end(const std::string& reason) {
  giveUp(base::Error{ErrorCode::kFunction, reason, {}});
}

void FunctionHost::giveUp(base::Error problem) {
  static_cast<void>(closeProcess());
  state_ = State::kDead;
  problem_ = std::move(problem);
  failCalls(problem_.message);
}

void FunctionHost::failCalls(const std::string& reason) {
  for (auto& [number, call] : std::exchange(calls_, {})) {
    call.done(base::fail(ErrorCode::kFunction, "function " + call.name + ": " + reason));
  }
}

std::string limitText(base::Duration duration) {
  using std::chrono::milliseconds;
  const auto whole = std::chrono::duration_cast<milliseconds>(duration).count();
  return whole % 1000 == 0 ? std::to_string(whole / 1000) + " s" : std::to_string(whole) + " ms";
}

}  // namespace hrp::plugin
