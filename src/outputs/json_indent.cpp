#include "outputs/json_indent.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace hrp::outputs {
namespace {

constexpr std::size_t kMostDepth = 200;  // deeper text keeps its own shape

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::size_t depthOf(std::string_view text) {
  std::size_t depth = 0;
  std::size_t most = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      most = std::max(most, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return most;
}

class Indenter {
 public:
  explicit Indenter(std::string_view text) : text_(text) {}

  std::string run() && {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        takeText();
      } else if (c == '{' || c == '[') {
        open(c);
      } else {
        take(c);
      }
    }
    return std::move(out_);
  }

 private:
  void take(char c) {
    ++at_;
    if (isBlank(c)) return;
    if (c == '}' || c == ']') {
      --depth_;
      breakLine();
      out_ += c;
    } else if (c == ',') {
      out_ += c;
      breakLine();
    } else if (c == ':') {
      out_ += ": ";
    } else {
      out_ += c;
    }
  }

  void takeText() {
    const std::size_t start = at_++;
    while (text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    ++at_;
    out_ += text_.substr(start, at_ - start);
  }

  void open(char c) {
    out_ += c;
    ++at_;
    while (isBlank(text_[at_])) ++at_;
    if (text_[at_] == '}' || text_[at_] == ']') {
      out_ += text_[at_++];
      return;
    }
    ++depth_;
    breakLine();
  }

  void breakLine() {
    out_ += '\n';
    out_.append(depth_ * 2, ' ');
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::string out_;
};

}  // namespace

std::optional<std::string> indentedJson(std::string_view text) {
  if (depthOf(text) > kMostDepth) return std::nullopt;
  // The indenter relies on well-formed text: every quote and bracket closes.
  if (!nlohmann::json::accept(text.begin(), text.end())) return std::nullopt;
  return Indenter(text).run();
}

}  // namespace hrp::outputs
