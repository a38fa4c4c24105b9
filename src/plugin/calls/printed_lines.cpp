#include "plugin/calls/printed_lines.hpp"

#include "hrp/expression/utf8.hpp"

namespace hrp::plugin {
namespace {

// With U+FFFD for each byte that is none: logs and messages are text.
std::string validText(std::string_view line) {
  std::string text;
  while (!line.empty()) {
    const std::string_view character = line.substr(0, expression::characterLength(line));
    if (expression::isValidUtf8(character))
      text += character;
    else
      text += "\xEF\xBF\xBD";
    line.remove_prefix(character.size());
  }
  return text;
}

// At most so many bytes of valid text, without half a character at the end.
std::string beginningOf(std::string_view line, std::size_t bytes) {
  std::string text(line.substr(0, bytes));
  while (!expression::isValidUtf8(text)) text.pop_back();
  return text;
}

}  // namespace

void PrintedLines::add(std::string_view text,
                       const std::function<bool(std::string_view line)>& take) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t count =
        std::min(end == std::string_view::npos ? text.size() : end, kMaxLine - open_.size());
    // A line that comes in one piece is not copied.
    const bool whole = end == count || open_.size() + count == kMaxLine;
    if (whole && open_.empty()) {
      this->take(text.substr(0, count), take);
    } else {
      open_.append(text.substr(0, count));
      if (whole) {
        this->take(open_, take);
        open_.clear();
      }
    }
    text.remove_prefix(end == count ? count + 1 : count);
  }
}

void PrintedLines::finish(const std::function<bool(std::string_view line)>& take) {
  if (!open_.empty()) this->take(open_, take);
  open_.clear();
}

void PrintedLines::take(std::string_view line, const std::function<bool(std::string_view)>& take) {
  std::string shown;
  if (!hidden_.empty() && line.find(hidden_) != std::string_view::npos) {
    shown = line;
    for (auto at = shown.find(hidden_); at != std::string::npos; at = shown.find(hidden_, at)) {
      shown.erase(at, hidden_.size());
    }
    line = shown;
  }
  std::string valid;
  if (!expression::isValidUtf8(line)) line = valid = validText(line);
  if (!take(line)) return;
  if (panic_.empty() && (line.starts_with("panic: ") || line.starts_with("fatal error: "))) {
    panic_ = beginningOf(line, kMaxKept);
  }
  last_.push_back(beginningOf(line, kMaxKept));
  if (last_.size() > kLastLines) last_.pop_front();
}

std::string PrintedLines::reason() const {
  if (!panic_.empty()) return panic_;
  return last_.empty() ? "" : last_.back();
}

}  // namespace hrp::plugin
