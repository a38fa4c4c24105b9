#include "plugin/python/interpreter.hpp"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "plugin/host/host_environment.hpp"
#include "plugin/python/host_script.hpp"

namespace hrp::plugin {
namespace {

using base::ErrorCode;

constexpr std::size_t kReadBytes = 64 << 10;
constexpr base::Duration kPythonPatience = std::chrono::milliseconds(300);
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
  if (!child()) return;
  child()->hangUp();
  awaitEnd(kPythonPatience);
  static_cast<void>(endProcess());
}

void Interpreter::start(base::TimePoint now) {
  beginStart(now);
  auto started =
      startProcess({source_.options.python, "-B", "-c", kHostScript}, source_.environment);
  if (!started) {
    started.error().hint = "custom functions need Python 3; --venv DIR names its environment";
    return giveUp(std::move(started.error()));
  }
  // Calls may have come already.
  std::string calls = std::exchange(to_child_.space(), source_.frame);
  to_child_.add(calls);
  flush();
}

void Interpreter::send(std::uint64_t /*number*/, std::string frame) {
  to_child_.add(frame);
}

void Interpreter::appendPolls(std::vector<pollfd>& polls) const {
  const bool alive = child().has_value();
  // A negative number is passed over by poll().
  polls.push_back({alive && !to_child_.empty() ? child()->input() : -1, POLLOUT, 0});
  polls.push_back({alive ? child()->output() : -1, POLLIN, 0});
  polls.push_back({alive ? child()->printed() : -1, POLLIN, 0});
}

void Interpreter::handle(const pollfd* polls) {
  if (!child()) return;
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
  if (child()) static_cast<void>(to_child_.sendTo(child()->input()));
}

bool Interpreter::readAnswers() {
  while (true) {
    const std::size_t before = from_child_.size();
    from_child_.resize(before + kReadBytes);
    const ssize_t count = ::read(child()->output(), from_child_.data() + before, kReadBytes);
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
      takeAnswer(**frame);
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

void Interpreter::takeAnswer(const Frame& frame) {
  const auto call = take(frame.number);
  if (!call) return;  // it came too late
  answer(*call, decodeAnswer(frame.body, call->name, source_.file, source_.tracebacks));
}

bool Interpreter::takeLine(std::string_view line) {
  logLine(line, source_.options.log_output);
  return true;
}

void Interpreter::hangUp() {
  if (child()) child()->hangUp();
}

std::string Interpreter::closeProcess() {
  to_child_.clear();
  from_child_.clear();
  return endProcess();
}

}  // namespace hrp::plugin
