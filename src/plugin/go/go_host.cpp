#include "plugin/go/go_host.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "hrp/base/machine/local_socket.hpp"
#include "plugin/calls/debugtalk_messages.hpp"
#include "plugin/host/host_environment.hpp"

namespace hrp::plugin {
namespace {

using base::ErrorCode;
using expression::CustomFunctions;
using expression::Value;

constexpr std::size_t kGoReadBytes = 64 << 10;
constexpr std::size_t kOutputAhead = 256 << 10;
constexpr base::Duration kGoPatience =
    std::chrono::seconds(2);  // for a process that was asked to end; go-plugin's own
constexpr HostWords kGoWords{"the Go program", "starting"};
constexpr const char* kShell = "/bin/sh";

// A program of go-plugin does not notice that its host was killed, so a shell waits for that, for
// the end of what it can read of the host, and ends the whole group. The program keeps the number.
std::vector<std::string> watchedCommand(const std::string& program) {
  if (::access(kShell, X_OK) != 0) return {program};
  return {kShell, "-c",
          "(exec 1>&- 2>&- 4>&-; read -r _ <&3; kill -KILL 0) & unset PWD OLDPWD SHLVL _; exec "
          "\"$0\" 3<&-",
          program};
}

std::vector<std::string> goEnvironment(const expression::CustomSource& source,
                                       const std::vector<std::string>& pass) {
  std::vector<std::string> variables = hostEnvironment(source, pass);
  variables.insert(variables.end(), kHandshakeEnvironment.begin(), kHandshakeEnvironment.end());
  return variables;
}

// fungo tells of each call on several lines, go-plugin of each step; none of it is the author's.
bool isNoise(std::string_view line) {
  return line.starts_with("[DEBUG] fungo") || line.starts_with("[INFO]  fungo") ||
         line.starts_with("{\"@level\":\"debug\"") || line.starts_with("{\"@level\":\"trace\"");
}

}  // namespace

GoSource::GoSource(const GoOptions& from, const expression::CustomSource& source, std::string copy)
    : options(from),
      limits{from.start_limit, from.call_limit},
      file(source.file),
      program(std::move(copy)),
      environment(goEnvironment(source, from.pass_environment)) {}

GoHost::GoHost(const GoSource& source)
    : FunctionHost(source.file, kGoWords, source.limits), source_(source) {}

GoHost::~GoHost() {
  failCalls("the run has ended");
  if (leaving_) awaitEnd(kGoPatience);
  static_cast<void>(endProcess());
  removeSocket();
}

void GoHost::start(base::TimePoint now) {
  beginStart(now);
  const auto refused = [this](base::Error error) {
    error.hint = "TMPDIR names a folder that programs can be started from";
    giveUp(std::move(error));
  };
  if (::access(source_.program.c_str(), X_OK) != 0) {
    return refused({ErrorCode::kUnavailable,
                    source_.file + ": its copy cannot be started: " + std::strerror(errno),
                    {}});
  }
  auto started = startProcess(watchedCommand(source_.program), source_.environment);
  if (!started) refused(std::move(started.error()));
}

void GoHost::send(std::uint64_t number, std::string frame) {
  waiting_.emplace_back(number, std::move(frame));
  startCalls();
}

void GoHost::startCalls() {
  while (!waiting_.empty() && session_ && names_call_ == 0) {
    const std::int32_t call = session_->start(kCallPath, waiting_.front().second);
    if (call != 0) {
      const std::uint64_t number = waiting_.front().first;
      open_.emplace(call, Open{number, {}});
      numbers_.emplace(number, call);
      waiting_.pop_front();
      continue;
    }
    // Its numbers are used up: when the last calls are answered, another connection has more.
    if (!open_.empty()) return;
    if (auto done = connect(*handshake_); !done) return lose(done.error().message);
  }
}

void GoHost::appendPolls(std::vector<pollfd>& polls) const {
  // A negative number is passed over by poll().
  const bool writes = !to_child_.empty() || (session_ && session_->wantsToSend());
  const auto events = static_cast<short>(writes ? POLLIN | POLLOUT : POLLIN);
  polls.push_back({connection_.get(), events, 0});
  polls.push_back({child() ? child()->output() : -1, POLLIN, 0});
  polls.push_back({child() ? child()->printed() : -1, POLLIN, 0});
}

void GoHost::handle(const pollfd* polls) {
  if (child() && polls[2].revents != 0) {
    readPrinted();
    followHandshake();
  }
  if (child() && polls[0].revents != 0) receive();
  // It never writes there: it lets go of it when it ends.
  if (child() && polls[1].revents != 0) lose("it ended");
  flush();
}

void GoHost::flush() {
  while (session_ && connection_.get() >= 0) {
    if (to_child_.empty()) {
      if (auto taken = session_->takeOutput(to_child_.space(), kOutputAhead); !taken) {
        return lose(taken.error().message);
      }
    }
    if (to_child_.empty() || !to_child_.sendTo(connection_.get())) return;
  }
}

bool GoHost::takeLine(std::string_view line) {
  if (state() == State::kStarting && !handshake_ && refusal_.empty()) {
    auto handshake = parseHandshake(line);
    if (!handshake)
      refusal_ = handshake.error().message;
    else
      handshake_ = std::move(*handshake);
    if (!handshake || handshake_) return false;
  }
  const bool noise = isNoise(line);
  logLine(line, source_.options.log_output, noise);
  return !noise;
}

void GoHost::followHandshake() {
  if (state() != State::kStarting || session_) return;
  if (!refusal_.empty()) return refuse(refusal_);
  if (!handshake_) return;
  if (auto done = connect(*handshake_); !done) refuse(done.error().message);
}

base::Result<> GoHost::connect(const Handshake& where) {
  auto connected = base::connectLocally(where.network, where.address);
  if (!connected) return base::fail(std::move(connected.error()));
  connection_ = Descriptor(*connected);
  to_child_.clear();
  GrpcEvents& events = *this;
  session_ = std::make_unique<GrpcSession>(events, source_.first_call);
  // Nobody else reads what the functions print; unread, it would stop them.
  printed_call_ = session_->start(kStdioPath, {});
  if (state() == State::kStarting) names_call_ = session_->start(kGetNamesPath, {});
  return {};
}

void GoHost::receive() {
  std::array<char, kGoReadBytes> bytes;
  while (connection_.get() >= 0) {
    const ssize_t count = ::read(connection_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) break;
    if (count <= 0) return lose("it ended");
    const auto received = session_->receive({bytes.data(), static_cast<std::size_t>(count)});
    if (state() == State::kDead) return;
    if (!received) return lose(received.error().message);
    if (static_cast<std::size_t>(count) < bytes.size()) break;
  }
  startCalls();
}

void GoHost::onMessage(std::int32_t call, std::string_view message) {
  if (call == printed_call_) {
    if (const auto text = decodePrinted(message)) {
      printed().add(*text, [this](std::string_view line) { return takeLine(line); });
    }
    return;
  }
  if (call == names_call_) return takeNames(message);
  const auto found = open_.find(call);
  if (found != open_.end()) found->second.answer = message;
}

void GoHost::takeNames(std::string_view message) {
  auto names = decodeNames(message);
  if (!names) return refuse(names.error().message);
  Hello hello;
  for (std::string& name : *names) {
    CustomFunctions::Signature signature;
    signature.name = std::move(name);
    hello.functions.push_back(std::move(signature));
  }
  names_call_ = 0;
  becomeReady(std::move(hello));
}

void GoHost::onEnd(std::int32_t call, const GrpcStatus& status) {
  if (call == names_call_) {
    return refuse("it does not list its functions: " + status.message);
  }
  const auto found = open_.find(call);
  if (found == open_.end()) return;
  const Open open = std::move(found->second);
  open_.erase(found);
  numbers_.erase(open.number);
  takeAnswer(open.number, status, open.answer);
}

void GoHost::takeAnswer(std::uint64_t number, const GrpcStatus& status, std::string_view message) {
  const auto call = take(number);
  if (!call) return;
  if (status.good()) return answer(*call, decodeCallResponse(message, call->name));
  std::string text = status.message.empty() ? "it failed without a message" : status.message;
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  call->done(base::fail(ErrorCode::kFunction, "function " + call->name + ": " + text));
}

void GoHost::forget(std::uint64_t number) {
  const auto found = numbers_.find(number);
  if (found == numbers_.end()) {
    std::erase_if(waiting_, [number](const auto& waiting) { return waiting.first == number; });
    return;
  }
  session_->cancel(found->second);
  open_.erase(found->second);
  numbers_.erase(found);
}

void GoHost::refuse(const std::string& reason) {
  giveUp(base::Error{ErrorCode::kFunction, source_.file + ": " + reason, {}});
}

void GoHost::hangUp() {
  if (session_ && state() != State::kDead) {
    leaving_ = true;
    static_cast<void>(session_->start(kShutdownPath, {}));
    flush();
  }
}

std::string GoHost::closeProcess() {
  if (!child()) return endProcess();
  std::string status = endProcess();
  connection_.close();
  removeSocket();
  open_.clear();
  numbers_.clear();
  waiting_.clear();
  to_child_.clear();
  return status;
}

// A program that could not end by itself leaves its socket.
void GoHost::removeSocket() const {
  std::error_code ignored;
  if (handshake_ && handshake_->network == "unix" &&
      std::filesystem::is_socket(handshake_->address, ignored)) {
    std::filesystem::remove(handshake_->address, ignored);
  }
}

}  // namespace hrp::plugin
