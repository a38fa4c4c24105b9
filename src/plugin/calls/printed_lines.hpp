#pragma once
// PrintedLines: cuts what a process prints into lines and remembers the last of them, for the
// message of its end. One thread.

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace hrp::plugin {

class PrintedLines {
 public:
  static constexpr std::size_t kLastLines = 10;  // are kept
  static constexpr std::size_t kMaxLine = 4000;  // a longer one is cut into several
  static constexpr std::size_t kMaxKept = 500;   // bytes of one that is kept

  // Paths below that folder are to be shown without it.
  void hide(std::string folder) { hidden_ = std::move(folder); }
  // `take` gets each whole line; what it says is false for is not remembered.
  void add(std::string_view text, const std::function<bool(std::string_view line)>& take);
  // What was printed without an end of the line; for a process that prints no more.
  void finish(const std::function<bool(std::string_view line)>& take);
  [[nodiscard]] const std::deque<std::string>& last() const { return last_; }
  // Of a program in Go that panicked the line that says why; else the last one. May be empty.
  [[nodiscard]] std::string reason() const;

 private:
  void take(std::string_view line, const std::function<bool(std::string_view)>& take);
  std::string hidden_;
  std::string open_;  // a line that has not ended yet
  std::deque<std::string> last_;
  std::string panic_;
};

}  // namespace hrp::plugin
