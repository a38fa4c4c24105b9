#include "expression/template/template_tokenizer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "expression/name_text.hpp"

namespace hrp::expression {
namespace {

bool isBlank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// What an argument without quotes may hold beside variables and commas.
bool isPlainArgument(char c) {
  return isNamePart(c) || c == '$' || c == '.' || c == '-' || c == '/' || c == '=' || isBlank(c);
}

constexpr std::array<std::string_view, 19> kWideBlanks = {
    "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
    "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200A",
    "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};

std::size_t blankAtStart(std::string_view text) {
  if (text.empty()) return 0;
  if (isBlank(text.front())) return 1;
  if (static_cast<unsigned char>(text.front()) < 0x80) return 0;
  for (const std::string_view blank : kWideBlanks) {
    if (text.starts_with(blank)) return blank.size();
  }
  return 0;
}

std::size_t blankAtEnd(std::string_view text) {
  if (text.empty()) return 0;
  if (isBlank(text.back())) return 1;
  if (static_cast<unsigned char>(text.back()) < 0x80) return 0;
  for (const std::string_view blank : kWideBlanks) {
    if (text.ends_with(blank)) return blank.size();
  }
  return 0;
}

// The name that starts at `at`; empty when none does.
std::string_view nameAt(std::string_view text, std::size_t at) {
  if (at >= text.size() || !isNameStart(text[at])) return {};
  std::size_t end = at + 1;
  while (end < text.size() && isNamePart(text[end])) ++end;
  return text.substr(at, end - at);
}

struct VariableMatch {
  std::string_view name;
  std::size_t length = 0;  // of `$name` or `${name}`; 0 when there is none
};

VariableMatch variableAt(std::string_view text, std::size_t dollar) {
  if (const auto name = nameAt(text, dollar + 1); !name.empty()) return {name, name.size() + 1};
  if (dollar + 1 >= text.size() || text[dollar + 1] != '{') return {};
  const auto name = nameAt(text, dollar + 2);
  const std::size_t close = dollar + 2 + name.size();
  if (name.empty() || close >= text.size() || text[close] != '}') return {};
  return {name, name.size() + 3};
}

// ^-?\d+(\.\d+)?$; an integer beyond 64 bits stays text, because a double would change its digits.
std::optional<Value> numberFrom(std::string_view text) {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  const std::size_t dot = digits.find('.');
  const std::string_view whole = digits.substr(0, dot);
  if (whole.empty() || !std::all_of(whole.begin(), whole.end(), isDigit)) return std::nullopt;
  const char* end = text.data() + text.size();
  if (dot == std::string_view::npos) {
    std::int64_t number = 0;
    if (std::from_chars(text.data(), end, number).ec == std::errc()) return Value(number);
    std::uint64_t big = 0;
    const auto result = std::from_chars(text.data(), end, big);
    if (result.ec == std::errc() && result.ptr == end) return Value(big);
    return std::nullopt;
  }
  const std::string_view fraction = digits.substr(dot + 1);
  if (fraction.empty() || !std::all_of(fraction.begin(), fraction.end(), isDigit)) {
    return std::nullopt;
  }
  double number = 0;
  if (std::from_chars(text.data(), end, number).ec != std::errc()) return std::nullopt;
  return Value(number);
}

void addLiteral(std::vector<TextToken>& pieces, std::string_view text, std::size_t offset) {
  if (pieces.empty() || pieces.back().is_variable) {
    pieces.push_back({.is_variable = false, .text = {}, .offset = offset});
  }
  pieces.back().text += text;
}

char unescaped(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    default:
      return c;
  }
}

// Reads `(arguments)}`. Every method leaves `at_` behind what it took; false: not a call after all.
class ArgumentReader {
 public:
  ArgumentReader(std::string_view text, std::size_t at, std::size_t base)
      : text_(text), at_(at), base_(base) {}

  // `at_` is behind the opening parenthesis.
  bool readAll(std::vector<ArgumentToken>& arguments) {
    while (true) {
      ArgumentToken argument;
      if (!readOne(argument)) return false;
      const char stop = peek();
      const bool only_blank = stop == ')' && arguments.empty() && argument.pieces.empty() &&
                              argument.constant.is_null() && !argument.quoted;
      if (!only_blank) arguments.push_back(std::move(argument));
      ++at_;
      if (stop == ',') continue;
      if (stop != ')' || peek() != '}') return false;
      ++at_;
      return true;
    }
  }

  [[nodiscard]] std::size_t position() const { return at_; }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skipBlanks() {
    while (at_ < text_.size() && isBlank(text_[at_])) ++at_;
  }

  // Stops at the comma or parenthesis behind the argument.
  bool readOne(ArgumentToken& argument) {
    skipBlanks();
    if (peek() == '"' || peek() == '\'') {
      argument.quoted = true;
      if (!readQuoted(argument.pieces)) return false;
      skipBlanks();
      return peek() == ',' || peek() == ')';
    }
    return readPlain(argument);
  }

  // Takes `$$` or a variable; false when the `$` is neither.
  bool takeDollar(std::vector<TextToken>& pieces) {
    if (text_.substr(at_).starts_with("$$")) {
      addLiteral(pieces, "$", base_ + at_);
      at_ += 2;
      return true;
    }
    const VariableMatch match = variableAt(text_, at_);
    if (match.length == 0) return false;
    pieces.push_back({.is_variable = true, .text = std::string(match.name), .offset = base_ + at_});
    at_ += match.length;
    return true;
  }

  bool readQuoted(std::vector<TextToken>& pieces) {
    const char quote = text_[at_++];
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == quote) {
        ++at_;
        return true;
      }
      if (c == '$' && takeDollar(pieces)) continue;
      if (c == '\\' && at_ + 1 < text_.size()) {
        const char escaped = unescaped(text_[++at_]);
        addLiteral(pieces, {&escaped, 1}, base_ + at_);
      } else {
        addLiteral(pieces, text_.substr(at_, 1), base_ + at_);
      }
      ++at_;
    }
    return false;
  }

  bool readPlain(ArgumentToken& argument) {
    const std::size_t start = at_;
    auto& pieces = argument.pieces;
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != ')') {
      if (text_[at_] == '$' && takeDollar(pieces)) continue;
      if (!isPlainArgument(text_[at_])) return false;
      addLiteral(pieces, text_.substr(at_, 1), base_ + at_);
      ++at_;
    }
    if (at_ >= text_.size()) return false;
    if (!pieces.empty() && !pieces.back().is_variable) {
      std::string& last = pieces.back().text;
      while (!last.empty() && isBlank(last.back())) last.pop_back();
      if (last.empty()) pieces.pop_back();
    }
    std::string_view written = text_.substr(start, at_ - start);
    while (!written.empty() && isBlank(written.back())) written.remove_suffix(1);
    if (auto number = numberFrom(written)) {
      argument.constant = std::move(*number);
      pieces.clear();
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_;
  std::size_t base_;
};

class Tokenizer {
 public:
  Tokenizer(std::string_view text, std::size_t base) : text_(text), base_(base) {}

  std::vector<TemplateToken> run() && {
    while (at_ < text_.size()) {
      const std::size_t dollar = std::min(text_.find('$', at_), text_.size());
      if (dollar > at_) literal(text_.substr(at_, dollar - at_));
      at_ = dollar;
      if (at_ < text_.size()) takeDollar();
    }
    return std::move(tokens_);
  }

 private:
  void takeDollar() {
    if (text_.substr(at_).starts_with("$$")) {
      literal("$");
      at_ += 2;
      return;
    }
    if (takeCall()) return;
    const VariableMatch match = variableAt(text_, at_);
    if (match.length == 0) {
      literal("$");
      ++at_;
      return;
    }
    add(TemplateToken::Kind::kVariable, match.name);
    at_ += match.length;
  }

  bool takeCall() {
    if (at_ + 1 >= text_.size() || text_[at_ + 1] != '{') return false;
    const auto name = nameAt(text_, at_ + 2);
    const std::size_t open = at_ + 2 + name.size();
    if (name.empty() || open >= text_.size() || text_[open] != '(') return false;
    ArgumentReader reader(text_, open + 1, base_);
    std::vector<ArgumentToken> arguments;
    if (!reader.readAll(arguments)) return false;
    add(TemplateToken::Kind::kCall, name);
    tokens_.back().arguments = std::move(arguments);
    at_ = reader.position();
    return true;
  }

  void literal(std::string_view text) {
    if (tokens_.empty() || tokens_.back().kind != TemplateToken::Kind::kLiteral) {
      add(TemplateToken::Kind::kLiteral, {});
    }
    tokens_.back().text += text;
  }

  void add(TemplateToken::Kind kind, std::string_view text) {
    TemplateToken token;
    token.kind = kind;
    token.text = text;
    token.offset = base_ + at_;
    tokens_.push_back(std::move(token));
  }

  std::string_view text_;
  std::size_t base_;
  std::size_t at_ = 0;
  std::vector<TemplateToken> tokens_;
};

}  // namespace

std::string_view trimSpace(std::string_view text) {
  while (const std::size_t blank = blankAtStart(text)) text.remove_prefix(blank);
  while (const std::size_t blank = blankAtEnd(text)) text.remove_suffix(blank);
  return text;
}

std::vector<TemplateToken> tokenizeTemplate(std::string_view text) {
  const std::string_view trimmed = trimSpace(text);
  const auto base = static_cast<std::size_t>(trimmed.data() - text.data());
  return Tokenizer(trimmed, base).run();
}

}  // namespace hrp::expression
