#include "import/curl/shell/cmd_text.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "hrp/base/text_place.hpp"

namespace hrp::import {
namespace {

// A character behind the first pass over the text, that of cmd.exe.
struct CmdChar {
  char c = '\0';
  bool escaped = false;  // by a caret: it means nothing to cmd.exe
  std::size_t offset = 0;
};

// Carets are taken off outside plain quotes; an escaped line break joins the lines, and with
// another one behind it is one character (browsers write a line break as ^ and two of them).
std::vector<CmdChar> withoutCarets(std::string_view text) {
  std::vector<CmdChar> out;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
    if (c == '"') quoted = !quoted;
    if (c == '\n') quoted = false;
    if (c != '^' || quoted) {
      out.push_back({c, false, at});
      continue;
    }
    std::size_t next = at + 1;
    if (next < text.size() && text[next] == '\r') ++next;
    if (next >= text.size()) break;
    at = next;
    if (text[at] != '\n') {
      out.push_back({text[at], true, at});
      continue;
    }
    std::size_t second = at + 1;
    if (second < text.size() && text[second] == '\r') ++second;
    if (second < text.size() && text[second] == '\n') {
      out.push_back({'\n', true, second});
      at = second;
    }
  }
  return out;
}

class CmdReader {
 public:
  CmdReader(std::string_view text, const std::string& file)
      : text_(text), file_(file), chars_(withoutCarets(text)) {}

  ShellScript run() && {
    for (at_ = 0; at_ < chars_.size();) {
      const CmdChar& next = chars_[at_];
      const bool separates = !next.escaped && (next.c == '&' || next.c == '|' || next.c == '\n');
      if (separates && next.c != '|') {
        endCommand();
        ++at_;
      } else if (separates || (!next.escaped && (next.c == '>' || next.c == '<'))) {
        leaveOutRest();
      } else if (next.c == ' ' || next.c == '\t' || next.c == '\r') {
        endWord();
        ++at_;
      } else {
        takeCharacter();
      }
    }
    endCommand();
    return std::move(script_);
  }

 private:
  [[nodiscard]] std::string placeOf(std::size_t at) const {
    const std::size_t offset = at < chars_.size() ? chars_[at].offset : text_.size();
    return file_ + ":" + base::placeInText(text_, offset);
  }

  void beginWord() {
    if (!in_word_) word_place_ = placeOf(at_);
    in_word_ = true;
  }

  void takeCharacter() {
    beginWord();
    if (chars_[at_].c == '"') {
      takeQuoted();
    } else {
      word_ += chars_[at_++].c;
    }
  }

  // The program's own quotes: \" is a quote in it, "" too.
  void takeQuoted() {
    const bool copied = chars_[at_].escaped;  // ^": written by a browser
    const std::size_t start = at_++;
    while (at_ < chars_.size()) {
      const char c = chars_[at_].c;
      const char next = at_ + 1 < chars_.size() ? chars_[at_ + 1].c : '\0';
      if (c == '\\' && (next == '"' || (copied && next == '\\'))) {
        word_ += next;
        at_ += 2;
      } else if (c == '"' && next == '"' && !copied) {
        word_ += '"';
        at_ += 2;
      } else if (c == '"') {
        ++at_;
        return;
      } else {
        word_ += c;
        ++at_;
      }
    }
    if (!error_) {
      error_ =
          base::Error{base::ErrorCode::kParse, placeOf(start) + ": the quote \" is not closed", {}};
    }
  }

  // A pipe or a redirection, up to the end of the command.
  void leaveOutRest() {
    endWord();
    const std::string place = placeOf(at_);
    std::string left_out;
    while (at_ < chars_.size() && (chars_[at_].escaped || chars_[at_].c != '\n')) {
      left_out += chars_[at_++].c;
    }
    script_.notes.push_back(place + ": " + left_out + " is left out");
  }

  void endWord() {
    if (!in_word_) return;
    words_.push_back({std::move(word_), std::move(word_place_)});
    word_.clear();
    in_word_ = false;
  }

  void endCommand() {
    endWord();
    if (words_.empty()) return;
    const ShellWord first = words_.front();
    std::string_view name = first.text;
    name.remove_prefix(name.find_last_of("/\\") + 1);
    if (name == "curl" || name == "curl.exe") {
      CurlCall call;
      call.place = first.place;
      call.words.assign(words_.begin() + 1, words_.end());
      call.error = std::move(error_);
      script_.calls.push_back(std::move(call));
    } else {
      if (!script_.foreign) {
        script_.foreign =
            base::Error{base::ErrorCode::kParse,
                        first.place + ": expected a curl command, got \"" + first.text + "\"",
                        {}};
      }
      script_.notes.push_back(first.place + ": " + first.text + " … is left out");
    }
    error_.reset();
    words_.clear();
  }

  std::string_view text_;
  const std::string& file_;
  std::vector<CmdChar> chars_;
  std::size_t at_ = 0;
  std::string word_;
  std::string word_place_;
  bool in_word_ = false;
  std::vector<ShellWord> words_;
  std::optional<base::Error> error_;
  ShellScript script_;
};

}  // namespace

bool isCmdText(std::string_view text) {
  // Before the first quote of a POSIX shell, where a caret means nothing.
  text = text.substr(0, text.find('\''));
  for (std::size_t at = text.find('^'); at != std::string_view::npos; at = text.find('^', at + 1)) {
    const char before = at > 0 ? text[at - 1] : ' ';
    const std::string_view behind = text.substr(at + 1);
    const bool word = behind.starts_with('"') && (before == ' ' || before == '\t');
    const bool joins = behind.starts_with('\n') || behind.starts_with("\r\n");
    if (word || joins) return true;
  }
  return false;
}

ShellScript readCmdScript(std::string_view text, const std::string& file) {
  return CmdReader(text, file).run();
}

}  // namespace hrp::import
