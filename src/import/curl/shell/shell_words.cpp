#include "import/curl/shell/shell_words.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "hrp/base/text_place.hpp"
#include "import/curl/shell/ansi_escapes.hpp"
#include "import/curl/shell/shell_expansion.hpp"

namespace hrp::import {
namespace {

// A here document that begins on the line that is read.
struct Heredoc {
  std::size_t command = 0;
  std::string end;
  bool literal = false;
  bool strips_tabs = false;
};

// What the next word is for.
enum class Redirect : std::uint8_t { kNone, kOutput, kInput, kHereText };

class Splitter {
 public:
  Splitter(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  std::vector<ShellCommand> run() && {
    while (at_ < text_.size()) next();
    endCommand(ShellJoin::kNext);
    takeHeredocs();
    return std::move(commands_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool ahead(std::string_view wanted) const {
    return text_.substr(at_).starts_with(wanted);
  }
  [[nodiscard]] std::string placeOf(std::size_t offset) const {
    return file_ + ":" + base::placeInText(text_, offset);
  }

  void refuse(std::size_t offset, const std::string& reason, std::string hint = {}) {
    if (command_.error) return;
    command_.error =
        base::Error{base::ErrorCode::kParse, placeOf(offset) + ": " + reason, std::move(hint)};
  }

  void next() {
    const char c = peek();
    if (skipContinuation()) return;
    if (c == '\n') {
      endCommand(ShellJoin::kNext);
      ++at_;
      takeHeredocs();
    } else if (c == ' ' || c == '\t' || c == '\r') {
      endWord();
      ++at_;
    } else if (c == '#' && !in_word_) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (std::string_view("|&;()").find(c) != std::string_view::npos) {
      takeSeparator(c);
    } else if (c == '<' || c == '>') {
      takeRedirection();
    } else {
      takePart(c);
    }
  }

  // A backslash before a line break joins the lines, also where blanks were pasted behind it.
  bool skipContinuation() {
    if (peek() != '\\') return false;
    const std::size_t end = std::min(text_.find_first_not_of(" \t\r", at_ + 1), text_.size());
    const std::string_view between = text_.substr(at_ + 1, end - at_ - 1);
    if (end < text_.size() ? text_[end] != '\n' : between.empty()) return false;
    if (between.find_first_of(" \t") != std::string_view::npos) {
      command_.notes.push_back(placeOf(at_) + ": the blank behind the backslash is left out");
    }
    at_ = std::min(end + 1, text_.size());
    return true;
  }

  void takeSeparator(char c) {
    const bool doubled = peek(1) == c;
    if (c == '&' && peek(1) == '>') {  // &>file
      ++at_;
      takeRedirection();
      return;
    }
    const bool within_word =
        in_word_ && std::string_view(" \t\r\n;)&").find(peek(1)) == std::string_view::npos;
    if (c == '&' && !doubled && within_word && peek(1) != '\0') {
      refuse(at_, "unexpected '&' outside quotes", "put the URL in quotes");
    }
    endCommand(c != '|' ? ShellJoin::kNext : doubled ? ShellJoin::kOr : ShellJoin::kPipe);
    at_ += doubled || ahead("|&") ? 2 : 1;
  }

  // <, <<, <<-, <<<, >, >>, >|, >&, with the number of a stream before it.
  void takeRedirection() {
    if (in_word_ && plain_word_) {
      in_word_ = false;
      word_.clear();
    }
    endWord();
    if (ahead("<<<")) {
      redirect_ = Redirect::kHereText;
      at_ += 3;
    } else if (ahead("<<")) {
      beginHeredoc();
    } else if (ahead("<(") || ahead(">(")) {
      const std::size_t start = at_++;
      at_ = endOfSubstitution(text_, at_);
      refuse(start, "what another command prints or reads is not known here",
             "write it to a file, and name the file");
    } else {
      redirect_ = peek() == '<' ? Redirect::kInput : Redirect::kOutput;
      ++at_;
      while (peek() == '>' || peek() == '|' || peek() == '&') ++at_;
    }
  }

  void beginHeredoc() {
    Heredoc heredoc;
    at_ += 2;
    heredoc.strips_tabs = peek() == '-';
    if (heredoc.strips_tabs) ++at_;
    while (peek() == ' ' || peek() == '\t') ++at_;
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n;&|<>()").find(peek()) == std::string_view::npos) {
      const bool quote = peek() == '\'' || peek() == '"' || peek() == '\\';
      heredoc.literal = heredoc.literal || quote;
      if (!quote) heredoc.end += peek();
      ++at_;
    }
    heredocs_.push_back(std::move(heredoc));
    heredocs_.back().command = commands_.size();
  }

  // At the start of the line behind the one that named them.
  void takeHeredocs() {
    for (const Heredoc& heredoc : heredocs_) {
      if (heredoc.command >= commands_.size()) continue;
      ShellCommand& command = commands_[heredoc.command];
      const std::string place = placeOf(at_);
      std::string body;
      bool closed = false;
      while (at_ < text_.size() && !closed) {
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        std::string_view line = text_.substr(at_, end - at_);
        at_ = std::min(end + 1, text_.size());
        if (line.ends_with('\r')) line.remove_suffix(1);
        while (heredoc.strips_tabs && line.starts_with('\t')) line.remove_prefix(1);
        closed = line == heredoc.end;
        if (!closed) body.append(line).append("\n");
      }
      if (!heredoc.literal) {
        auto expanded = expandHeredoc(body);
        if (!expanded && !command.error) command.error = expanded.error().within(place);
        body = expanded ? std::move(*expanded) : std::string();
      }
      command.input = ShellInput{ShellInput::Kind::kText, {std::move(body), place}};
    }
    heredocs_.clear();
  }

  void takePart(char c) {
    beginWord();
    plain_word_ = plain_word_ && std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (c == '\'') {
      takeSingleQuoted();
    } else if (c == '"') {
      takeDoubleQuoted();
    } else if (ahead("$'")) {
      takeAnsiQuoted();
    } else if (ahead("$\"")) {
      ++at_;
      takeDoubleQuoted();
    } else if (c == '$' || c == '`') {
      takeExpansion();
    } else if (c == '\\' && at_ + 1 < text_.size()) {
      word_ += text_[at_ + 1];
      at_ += 2;
    } else {
      word_ += c;
      ++at_;
    }
  }

  void takeExpansion() {
    const ShellExpansion expansion = readExpansion(text_, at_);
    if (!expansion.problem.empty()) refuse(at_, expansion.problem, expansion.hint);
    if (!expansion.note.empty()) command_.notes.push_back(placeOf(at_) + ": " + expansion.note);
    word_ += expansion.text;
    at_ = expansion.end;
  }

  void takeSingleQuoted() {
    const std::size_t close = text_.find('\'', at_ + 1);
    if (close == std::string_view::npos) refuse(at_, "the quote ' is not closed");
    const std::size_t end = std::min(close, text_.size());
    word_ += text_.substr(at_ + 1, end - at_ - 1);
    at_ = std::min(end + 1, text_.size());
  }

  void takeDoubleQuoted() {
    const std::size_t start = at_++;
    while (at_ < text_.size()) {
      const char c = peek();
      if (c == '"') {
        ++at_;
        return;
      }
      if (ahead("\\\n") || ahead("\\\r\n")) {
        at_ += peek(1) == '\r' ? 3 : 2;
      } else if (c == '$' || c == '`') {
        takeExpansion();
      } else {
        const bool escapes = c == '\\' && at_ + 1 < text_.size() &&
                             std::string_view("$`\"\\").find(peek(1)) != std::string_view::npos;
        if (escapes) ++at_;
        word_ += text_[at_++];
      }
    }
    refuse(start, "the quote \" is not closed");
  }

  void takeAnsiQuoted() {
    const std::size_t start = at_;
    at_ += 2;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\'') return;
      if (c == '\\' && at_ < text_.size()) {
        at_ = appendAnsiEscape(text_, at_, word_);
      } else {
        word_ += c;
      }
    }
    refuse(start, "the quote $' is not closed");
  }

  void beginWord() {
    if (in_word_) return;
    word_start_ = at_;
    plain_word_ = true;
    in_word_ = true;
  }

  void endWord() {
    if (!in_word_) return;
    ShellWord word{std::move(word_), placeOf(word_start_)};
    word_.clear();
    in_word_ = false;
    const Redirect redirect = std::exchange(redirect_, Redirect::kNone);
    if (redirect == Redirect::kOutput) {
      command_.outputs.push_back(std::move(word));
    } else if (redirect == Redirect::kInput) {
      command_.input = ShellInput{ShellInput::Kind::kFile, std::move(word)};
    } else if (redirect == Redirect::kHereText) {
      word.text += '\n';
      command_.input = ShellInput{ShellInput::Kind::kText, std::move(word)};
    } else {
      command_.words.push_back(std::move(word));
    }
  }

  // `join` tells how the next command hangs on this one.
  void endCommand(ShellJoin join) {
    endWord();
    redirect_ = Redirect::kNone;
    command_.join = join_;
    const bool empty = command_.words.empty() && !command_.error;
    if (!empty) commands_.push_back(std::move(command_));
    // A line break behind an operator goes on with it.
    if (!empty || join != ShellJoin::kNext) join_ = join;
    command_ = {};
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::string word_;
  std::size_t word_start_ = 0;
  bool in_word_ = false;
  bool plain_word_ = true;  // digits without quotes, which may name a stream
  Redirect redirect_ = Redirect::kNone;
  ShellJoin join_ = ShellJoin::kNext;
  ShellCommand command_;
  std::vector<ShellCommand> commands_;
  std::vector<Heredoc> heredocs_;
};

}  // namespace

std::vector<ShellCommand> splitShellText(std::string_view text, const std::string& file) {
  return Splitter(text, file).run();
}

}  // namespace hrp::import
