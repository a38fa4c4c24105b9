#include "plugin/host/tool_run.hpp"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "hrp/base/duration_text.hpp"
#include "plugin/host/child_process.hpp"

namespace hrp::plugin {
namespace {

constexpr std::size_t kMostOfALine = 1'000;
constexpr std::size_t kToolLinesOfText = 3;

// Takes the printed bytes apart into lines.
class LastLines {
 public:
  explicit LastLines(std::deque<std::string>& out) : out_(out) {}
  void take(std::string_view bytes) {
    for (const char c : bytes) {
      if (c == '\n') {
        end();
      } else if (line_.size() < kMostOfALine && c != '\r') {
        line_ += c;
      }
    }
  }
  void end() {
    if (line_.empty()) return;
    spdlog::debug("{}", line_);
    out_.push_back(std::exchange(line_, {}));
    if (out_.size() > kToolLines) out_.pop_front();
  }

 private:
  std::deque<std::string>& out_;
  std::string line_;
};

// What is there; false at the end.
bool readSome(int descriptor, LastLines* lines) {
  std::array<char, 4096> bytes{};
  while (true) {
    const ssize_t count = ::read(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count < 0 && errno == EAGAIN;
    if (lines != nullptr) lines->take({bytes.data(), static_cast<std::size_t>(count)});
  }
}

}  // namespace

std::string ToolEnd::text() const {
  std::string out = status;
  const std::size_t count = std::min(kToolLinesOfText, last_lines.size());
  for (std::size_t i = last_lines.size() - count; i < last_lines.size(); ++i) {
    out += (i == last_lines.size() - count ? ": " : " | ") + last_lines[i];
  }
  return out;
}

base::Result<ToolEnd> runTool(const std::vector<std::string>& command, base::Duration limit,
                              const base::Clock& clock) {
  auto child = ChildProcess::start(command);
  if (!child) return base::fail(std::move(child.error()));
  const base::TimePoint deadline = clock.now() + limit;
  ToolEnd end;
  LastLines lines(end.last_lines);
  // The second one closes when the tool itself is gone, whatever it left running.
  std::array<pollfd, 2> polls{{{child->printed(), POLLIN, 0}, {child->output(), POLLIN, 0}}};
  while (polls[1].fd >= 0) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock.now()).count();
    if (left <= 0) {
      static_cast<void>(child->finish());
      return base::fail(base::ErrorCode::kTimeout,
                        command[0] + " did not end within " + base::formatDuration(limit));
    }
    ::poll(polls.data(), polls.size(), static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (polls[0].revents != 0 && !readSome(polls[0].fd, &lines)) polls[0].fd = -1;
    if (polls[1].revents != 0 && !readSome(polls[1].fd, nullptr)) polls[1].fd = -1;
  }
  if (polls[0].fd >= 0) static_cast<void>(readSome(polls[0].fd, &lines));
  lines.end();
  end.status = child->finish();
  if (!end.succeeded()) {
    for (const std::string& line : end.last_lines) spdlog::error("{}", line);
  }
  return end;
}

}  // namespace hrp::plugin
