#include "plugin/host/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace hrp::plugin {
namespace {

constexpr int kLowestOwn = 10;  // above every number that the child is given
constexpr int kPatienceMs = 300;

struct Pipe {
  Descriptor read;
  Descriptor write;
};

base::Error systemError(const std::string& what, int number) {
  return base::Error{base::ErrorCode::kUnavailable, what + ": " + std::strerror(number), {}};
}

// A copy out of the way of the numbers that the child is given.
base::Result<Descriptor> moved(int number) {
  const int copy = ::fcntl(number, F_DUPFD_CLOEXEC, kLowestOwn);
  const int error = errno;
  ::close(number);
  if (copy < 0) return base::fail(systemError("cannot make a pipe", error));
  return Descriptor(copy);
}

base::Result<Pipe> ownEnds(const std::array<int, 2>& ends) {
  auto read = moved(ends[0]);
  auto write = moved(ends[1]);
  if (!read) return base::fail(std::move(read.error()));
  if (!write) return base::fail(std::move(write.error()));
  return Pipe{std::move(*read), std::move(*write)};
}

base::Result<Pipe> makePipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return base::fail(systemError("cannot make a pipe", errno));
  }
  return ownEnds(ends);
}

// A socket: writing to a child that is gone must not raise a signal here.
base::Result<Pipe> makeSocketPair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return base::fail(systemError("cannot make a socket pair", errno));
  }
  return ownEnds(ends);
}

void setNonBlocking(const Descriptor& descriptor) {
  ::fcntl(descriptor.get(), F_SETFL, ::fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
}

struct ChildCommand {
  const std::vector<std::string>& words;
  const std::optional<std::vector<std::string>>& environment;
};

// As posix_spawn wants them; it does not change them.
std::vector<char*> pointersTo(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

// What posix_spawn is told, freed when it goes.
class SpawnPlan {
 public:
  SpawnPlan() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  int run(const ChildCommand& command, const std::array<int, 3>& given, int& pid) {
    ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, given[2], 1);
    ::posix_spawn_file_actions_adddup2(&actions_, given[2], 2);
    ::posix_spawn_file_actions_adddup2(&actions_, given[0], 3);
    ::posix_spawn_file_actions_adddup2(&actions_, given[1], 4);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, 5);
    // The signals that this process blocks or ignores are its own matter.
    sigset_t none;
    sigset_t reset;
    ::sigemptyset(&none);
    ::sigemptyset(&reset);
    ::sigaddset(&reset, SIGPIPE);
    ::sigaddset(&reset, SIGXFSZ);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &reset);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    const std::vector<char*> arguments = pointersTo(command.words);
    const std::vector<char*> variables =
        command.environment ? pointersTo(*command.environment) : std::vector<char*>();
    return ::posix_spawnp(&pid, arguments[0], &actions_, &attributes_, arguments.data(),
                          command.environment ? variables.data() : environ);
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

std::string statusText(int status) {
  if (WIFEXITED(status)) return "exit status " + std::to_string(WEXITSTATUS(status));
  if (!WIFSIGNALED(status)) return "status " + std::to_string(status);
  const int number = WTERMSIG(status);
  const char* name = ::sigdescr_np(number);
  return "signal " + std::to_string(number) +
         (name != nullptr ? " (" + std::string(name) + ")" : "");
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this == &other) return *this;
  close();
  number_ = std::exchange(other.number_, -1);
  return *this;
}

void Descriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

base::Result<ChildProcess> ChildProcess::start(
    const std::vector<std::string>& command,
    const std::optional<std::vector<std::string>>& environment) {
  auto requests = makeSocketPair();
  auto answers = makePipe();
  auto printed = makePipe();
  for (const auto* pipe : {&requests, &answers, &printed}) {
    if (!*pipe) return base::fail(pipe->error());
  }
  ChildProcess child;
  SpawnPlan plan;
  const int error =
      plan.run({command, environment},
               {requests->read.get(), answers->write.get(), printed->write.get()}, child.pid_);
  if (error != 0) {
    child.pid_ = -1;
    return base::fail(systemError("cannot start " + command[0], error));
  }
  child.input_ = std::move(requests->write);
  child.output_ = std::move(answers->read);
  child.printed_ = std::move(printed->read);
  for (const auto* end : {&child.input_, &child.output_, &child.printed_}) setNonBlocking(*end);
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : input_(std::move(other.input_)),
      output_(std::move(other.output_)),
      printed_(std::move(other.printed_)),
      pid_(std::exchange(other.pid_, -1)) {}

ChildProcess::~ChildProcess() {
  if (pid_ < 0) return;
  input_.close();
  // It ends at the end of its input and then lets go of its side of the pipe.
  pollfd ended{output_.get(), POLLIN, 0};
  std::array<char, 4096> dropped{};
  while (::poll(&ended, 1, kPatienceMs) > 0 &&
         ::read(output_.get(), dropped.data(), dropped.size()) > 0) {
  }
  static_cast<void>(finish());
}

std::string ChildProcess::finish() {
  if (pid_ < 0) return "ended";
  // Whoever is ending already keeps the status that it ends with.
  int status = 0;
  ::kill(-pid_, SIGKILL);
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return statusText(status);
}

}  // namespace hrp::plugin
