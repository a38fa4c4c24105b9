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
constexpr HostWords kPythonWords{"the Python interpreter", "importing"};

}  // namespace

HostSource::HostSource(const PythonOptions& from, const expression::CustomSource& source,
                       PythonFiles copies)
    : options(from),
      limits{from.start_limit, from.call_limit},
      file(source.file),
      files(std::move(copies)),
      frame(encodeSource(files.imported(), files.folder())),
      environment(hostEnvironment(source, from.pass_environment)),
      tracebacks(file) {}

Interpreter::Interpreter(HostSource& source)
    : FunctionHost(source.file, kPythonWords, source.limits), source_(source) {
  printed().hide(source.files.folder());
}

Interpreter::~Interpreter() {
  failCalls("the run has ended");
}

void Interpreter::start(base::TimePoint now) {
  beginStart(now);
  auto child =
      ChildProcess::start({source_.options.python, "-B", "-c", kHostScript}, source_.environment);
  if (!child) {
    base::Error error = child.error().within(source_.file);
    error.hint = "custom functions need Python 3; --venv DIR names its environment";
    return giveUp(std::move(error));
  }
  child_.emplace(std::move(*child));
  process_ = child_->processId();
  to_child_.insert(0, source_.frame);
  flush();
}

void Interpreter::call(QueuedCall call) {
  if (state() == State::kDead) {
    return call.done(
        base::fail(ErrorCode::kFunction, "function " + call.name + ": " + problem().message));
  }
  to_child_ += std::exchange(call.frame, {});
  keep(std::move(call));
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
  if (!taken && state() == State::kStarting && taken.error().code != ErrorCode::kParse) {
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
    if (state() == State::kStarting) {
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
  if (auto kept = source_.files.keep(hello->files); !kept) return kept;
  becomeReady(std::move(*hello));
  return {};
}

void Interpreter::answer(const Frame& frame) {
  const auto call = take(frame.number);
  if (!call) return;  // it came too late
  auto value = decodeAnswer(frame.body, call->name, source_.file, source_.tracebacks);
  if (!value && value.error().code == ErrorCode::kParse) {
    value =
        base::fail(ErrorCode::kFunction, "function " + call->name + ": " + value.error().message);
  }
  call->done(std::move(value));
}

void Interpreter::readPrinted() {
  std::array<char, 4096> bytes{};
  while (true) {
    const ssize_t count = ::read(child_->printed(), bytes.data(), bytes.size());
    if (count == 0) child_->closePrinted();
    if (count <= 0) return;
    printed().add({bytes.data(), static_cast<std::size_t>(count)},
                  [this](std::string_view line) { return takeLine(line); });
  }
}

bool Interpreter::takeLine(std::string_view line) {
  const auto level = source_.options.log_output ? spdlog::level::info : spdlog::level::debug;
  spdlog::log(level, "{}: {}", std::filesystem::path(source_.file).filename().string(), line);
  return true;
}

void Interpreter::hangUp() {
  if (child_) child_->hangUp();
}

std::string Interpreter::closeProcess() {
  to_child_.clear();
  from_child_.clear();
  written_ = 0;
  if (!child_) return "it was not there";
  readPrinted();
  std::string status = child_->finish();
  child_.reset();
  return status;
}

}  // namespace hrp::plugin
