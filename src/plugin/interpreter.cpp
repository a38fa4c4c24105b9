#include "plugin/interpreter.hpp"

#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "plugin/host_environment.hpp"
#include "plugin/host_script.hpp"

namespace hrp::plugin {
namespace {

using base::ErrorCode;

constexpr std::size_t kReadBytes = 64 << 10;
constexpr std::size_t kMaxPrintedLine = 4000;
constexpr std::size_t kMaxLastPrinted = 500;

std::string timeText(base::Duration duration) {
  using std::chrono::milliseconds;
  const auto whole = std::chrono::duration_cast<milliseconds>(duration).count();
  return whole % 1000 == 0 ? std::to_string(whole / 1000) + " s" : std::to_string(whole) + " ms";
}

}  // namespace

HostSource::HostSource(const PythonOptions& from, const expression::CustomSource& source)
    : options(from),
      file(source.file),
      frame(encodeSource(source)),
      environment(hostEnvironment(source, from.pass_environment)),
      tracebacks(file) {}

Interpreter::Interpreter(HostSource& source) : source_(source) {}

Interpreter::~Interpreter() {
  failCalls("the run has ended");
}

void Interpreter::start(base::TimePoint now) {
  start_deadline_ = now + source_.options.start_limit;
  auto child =
      ChildProcess::start({source_.options.python, "-c", kHostScript}, source_.environment);
  if (!child) {
    base::Error error = child.error().within(source_.file);
    error.hint = "custom functions need Python 3; --venv DIR names its environment";
    return giveUp(std::move(error));
  }
  child_.emplace(std::move(*child));
  process_ = child_->processId();
  state_ = State::kStarting;
  to_child_.insert(0, source_.frame);
  flush();
}

void Interpreter::call(QueuedCall call) {
  if (state_ == State::kDead) {
    return call.done(
        base::fail(ErrorCode::kFunction, "function " + call.name + ": " + problem_.message));
  }
  to_child_ += std::exchange(call.frame, {});
  calls_.emplace(call.number, std::move(call));
}

void Interpreter::appendPolls(std::vector<pollfd>& polls) const {
  const bool alive = child_.has_value();
  // A negative number is passed over by poll().
  polls.push_back({alive && !to_child_.empty() ? child_->input() : -1, POLLOUT, 0});
  polls.push_back({alive ? child_->output() : -1, POLLIN, 0});
  polls.push_back({alive ? child_->printed() : -1, POLLIN, 0});
}

void Interpreter::handle(const pollfd* polls) {
  if (!child_) return;
  if (polls[2].revents != 0) readPrinted();
  if (polls[0].revents != 0) flush();
  if (polls[1].revents == 0) return;
  const bool ended = !readAnswers();
  auto taken = takeAnswers();
  if (!taken && state_ == State::kStarting && taken.error().code == ErrorCode::kFunction) {
    return giveUp(std::move(taken.error()));
  }
  if (!taken) return lose(taken.error().message);
  if (ended) lose("it ended");
}

void Interpreter::flush() {
  if (!child_) return;
  while (written_ < to_child_.size()) {
    const ssize_t count = ::send(child_->input(), to_child_.data() + written_,
                                 to_child_.size() - written_, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;  // full, or gone: the end of its answers tells
    written_ += static_cast<std::size_t>(count);
  }
  to_child_.clear();
  written_ = 0;
}

bool Interpreter::readAnswers() {
  while (true) {
    const std::size_t before = from_child_.size();
    from_child_.resize(before + kReadBytes);
    const ssize_t count = ::read(child_->output(), from_child_.data() + before, kReadBytes);
    from_child_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count < 0 && errno == EAGAIN;
    if (static_cast<std::size_t>(count) < kReadBytes) return true;
  }
}

base::Result<> Interpreter::takeAnswers() {
  std::string_view rest = from_child_;
  while (true) {
    auto frame = takeFrame(rest);
    if (!frame) return base::fail(std::move(frame.error()));
    if (!*frame) break;
    if (state_ == State::kStarting) {
      if (auto greeted = takeHello((*frame)->body); !greeted) return greeted;
    } else {
      answer(**frame);
    }
  }
  from_child_.erase(0, from_child_.size() - rest.size());
  return {};
}

base::Result<> Interpreter::takeHello(std::string_view body) {
  auto hello = decodeHello(body, source_.file, source_.tracebacks);
  if (!hello) return base::fail(std::move(hello.error()));
  hello_ = std::move(*hello);
  state_ = State::kReady;
  return {};
}

void Interpreter::answer(const Frame& frame) {
  const auto found = calls_.find(frame.number);
  if (found == calls_.end()) return;  // it came too late
  const QueuedCall call = std::move(found->second);
  calls_.erase(found);
  auto value = decodeAnswer(frame.body, call.name, source_.file, source_.tracebacks);
  if (!value && value.error().code == ErrorCode::kParse) {
    value =
        base::fail(ErrorCode::kFunction, "function " + call.name + ": " + value.error().message);
  }
  call.done(std::move(value));
}

void Interpreter::readPrinted() {
  std::array<char, 4096> bytes{};
  const auto level = source_.options.log_output ? spdlog::level::info : spdlog::level::debug;
  const std::string name = std::filesystem::path(source_.file).filename().string();
  while (true) {
    const ssize_t count = ::read(child_->printed(), bytes.data(), bytes.size());
    if (count <= 0) return;
    for (const char c : std::string_view(bytes.data(), static_cast<std::size_t>(count))) {
      if (c != '\n' && printed_line_.size() < kMaxPrintedLine) {
        printed_line_ += c;
        continue;
      }
      spdlog::log(level, "{}: {}", name, printed_line_);
      last_lines_.push_back(printed_line_.substr(0, kMaxLastPrinted));
      if (last_lines_.size() > kLastLines) last_lines_.pop_front();
      printed_line_.clear();
    }
  }
}

void Interpreter::expire(base::TimePoint now) {
  if (state_ == State::kStarting && now >= start_deadline_) {
    return giveUp(base::Error{
        ErrorCode::kFunction,
        source_.file + ": importing it took longer than " + timeText(source_.options.start_limit),
        {}});
  }
  while (!calls_.empty() && calls_.begin()->second.deadline <= now) {
    const QueuedCall call = std::move(calls_.begin()->second);
    calls_.erase(calls_.begin());
    const std::string limit = timeText(source_.options.call_limit);
    if (state_ == State::kReady) {
      state_ = State::kStuck;
      loss_ = "function " + call.name + " did not return within " + limit;
    }
    call.done(
        base::fail(ErrorCode::kFunction, "function " + call.name + ": no result within " + limit));
  }
}

std::string Interpreter::obituary() const {
  std::string text = loss_.empty() ? problem_.message : loss_;
  if (last_lines_.empty()) return text;
  text += "\nit last printed:";
  for (const std::string& line : last_lines_) text += "\n  " + line;
  return text;
}

void Interpreter::hangUp() {
  if (child_) child_->hangUp();
}

std::optional<base::TimePoint> Interpreter::nextDeadline() const {
  std::optional<base::TimePoint> next;
  if (!calls_.empty()) next = calls_.begin()->second.deadline;
  if (state_ == State::kStarting && (!next || start_deadline_ < *next)) next = start_deadline_;
  return next;
}

void Interpreter::lose(const std::string& reason) {
  readPrinted();
  const bool imported = state_ != State::kStarting;
  std::string text = "the Python interpreter was lost: " + reason + " (" + child_->finish() + ")";
  loss_ = text;
  if (!last_lines_.empty()) text += "; it last printed: " + last_lines_.back();
  giveUp(base::Error{ErrorCode::kFunction, imported ? text : source_.file + ": " + text, {}});
}

void Interpreter::end(const std::string& reason) {
  giveUp(base::Error{ErrorCode::kFunction, reason, {}});
}

void Interpreter::giveUp(base::Error problem) {
  if (child_) static_cast<void>(child_->finish());
  child_.reset();
  state_ = State::kDead;
  problem_ = std::move(problem);
  failCalls(problem_.message);
}

void Interpreter::failCalls(const std::string& reason) {
  to_child_.clear();
  from_child_.clear();
  written_ = 0;
  for (auto& [number, call] : std::exchange(calls_, {})) {
    call.done(base::fail(ErrorCode::kFunction, "function " + call.name + ": " + reason));
  }
}

}  // namespace hrp::plugin
