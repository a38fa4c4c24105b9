#include "expression/jmespath/jmespath_lexer.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "expression/jmespath/jmespath_ast.hpp"
#include "expression/name_text.hpp"
#include "hrp/expression/utf8.hpp"

namespace hrp::expression {
namespace {

using TokenKind = JmesToken::Kind;

struct Symbol {
  std::string_view text;
  TokenKind kind;
};

// Longer symbols come before their own beginnings.
constexpr std::array kSymbols = {
    Symbol{"[]", TokenKind::kFlatten},    Symbol{"[?", TokenKind::kFilter},
    Symbol{"[", TokenKind::kLeftBracket}, Symbol{"]", TokenKind::kRightBracket},
    Symbol{"{", TokenKind::kLeftBrace},   Symbol{"}", TokenKind::kRightBrace},
    Symbol{"(", TokenKind::kLeftParen},   Symbol{")", TokenKind::kRightParen},
    Symbol{"&&", TokenKind::kAnd},        Symbol{"&", TokenKind::kExpressionRef},
    Symbol{"||", TokenKind::kOr},         Symbol{"|", TokenKind::kPipe},
    Symbol{"==", TokenKind::kEq},         Symbol{"!=", TokenKind::kNe},
    Symbol{"!", TokenKind::kNot},         Symbol{"<=", TokenKind::kLe},
    Symbol{"<", TokenKind::kLt},          Symbol{">=", TokenKind::kGe},
    Symbol{">", TokenKind::kGt},          Symbol{".", TokenKind::kDot},
    Symbol{"*", TokenKind::kStar},        Symbol{",", TokenKind::kComma},
    Symbol{":", TokenKind::kColon},       Symbol{"@", TokenKind::kCurrent},
};

bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Empty when the text is not JSON or nests too deep.
std::optional<Value> parseJson(const std::string& text) {
  bool too_deep = false;
  const auto watch = [&too_deep](int depth, Value::parse_event_t, Value&) {
    too_deep = too_deep || depth > kMaxJmesPathLiteralDepth;
    return !too_deep;
  };
  Value value = Value::parse(text, watch, false);
  if (too_deep || value.is_discarded()) return std::nullopt;
  return value;
}

// Only a backslash before the delimiter is an escape.
std::string unescapeDelimiter(std::string_view text, char delimiter) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      if (text[i + 1] != delimiter) out += '\\';
      ++i;
    }
    out += text[i];
  }
  return out;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  base::Result<std::vector<JmesToken>> run() {
    while (true) {
      while (at_ < text_.size() && isSpace(text_[at_])) ++at_;
      if (at_ >= text_.size()) break;
      auto token = next();
      if (!token) return base::fail(std::move(token.error()));
      tokens_.push_back(std::move(*token));
    }
    tokens_.push_back(make(TokenKind::kEnd, text_.size()));
    return std::move(tokens_);
  }

 private:
  base::Result<JmesToken> next() {
    const char c = text_[at_];
    if (isNameStart(c)) return identifier();
    if (isDigit(c) || c == '-') return number();
    if (c == '"') return quotedIdentifier();
    if (c == '\'') return rawString();
    if (c == '`') return literal();
    for (const Symbol& symbol : kSymbols) {
      if (!text_.substr(at_).starts_with(symbol.text)) continue;
      JmesToken token = make(symbol.kind, at_ + symbol.text.size());
      at_ += symbol.text.size();
      return token;
    }
    const std::string_view rest = text_.substr(at_);
    return problem("unexpected character \"" + std::string(rest.substr(0, characterLength(rest))) +
                   "\"");
  }

  [[nodiscard]] JmesToken make(TokenKind kind, std::size_t end) const {
    JmesToken token;
    token.kind = kind;
    token.offset = at_;
    token.text = text_.substr(at_, end - at_);
    return token;
  }

  [[nodiscard]] tl::unexpected<base::Error> problem(const std::string& what) const {
    return base::fail(jmesPathError(text_, at_, what));
  }

  base::Result<JmesToken> identifier() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && isNamePart(text_[end])) ++end;
    JmesToken token = make(TokenKind::kIdentifier, end);
    at_ = end;
    return token;
  }

  base::Result<JmesToken> number() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && isDigit(text_[end])) ++end;
    JmesToken token = make(TokenKind::kNumber, end);
    if (token.text == "-") return problem("\"-\" without a number");
    const char* last = token.text.data() + token.text.size();
    if (std::from_chars(token.text.data(), last, token.number).ec != std::errc()) {
      return problem("the number does not fit 64 bits");
    }
    at_ = end;
    return token;
  }

  // Where the closing delimiter is; a backslash hides the character behind it.
  [[nodiscard]] std::optional<std::size_t> closing(char delimiter) const {
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
      if (text_[i] == delimiter) return i;
      if (text_[i] == '\\') ++i;
    }
    return std::nullopt;
  }

  base::Result<JmesToken> quotedIdentifier() {
    const auto close = closing('"');
    if (!close) return problem("a quote is not closed");
    JmesToken token = make(TokenKind::kQuotedIdentifier, *close + 1);
    const auto name = parseJson(token.text);
    if (!name) return problem("the quoted name is not a JSON text");
    token.text = name->get<std::string>();
    at_ = *close + 1;
    return token;
  }

  base::Result<JmesToken> rawString() {
    const auto close = closing('\'');
    if (!close) return problem("a quote is not closed");
    JmesToken token = make(TokenKind::kLiteral, *close + 1);
    token.literal = unescapeDelimiter(text_.substr(at_ + 1, *close - at_ - 1), '\'');
    at_ = *close + 1;
    return token;
  }

  base::Result<JmesToken> literal() {
    const auto close = closing('`');
    if (!close) return problem("a literal is not closed");
    JmesToken token = make(TokenKind::kLiteral, *close + 1);
    auto value = parseJson(unescapeDelimiter(text_.substr(at_ + 1, *close - at_ - 1), '`'));
    if (!value) return problem("the literal is not JSON");
    token.literal = std::move(*value);
    at_ = *close + 1;
    return token;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<JmesToken> tokens_;
};

}  // namespace

base::Result<std::vector<JmesToken>> tokenizeJmesPath(std::string_view text) {
  return Lexer(text).run();
}

base::Error jmesPathError(std::string_view text, std::size_t offset, const std::string& problem) {
  const std::size_t column = characterCount(text.substr(0, offset)) + 1;
  return base::Error{base::ErrorCode::kParse,
                     "\"" + std::string(text) + "\" is not a JMESPath expression: column " +
                         std::to_string(column) + ": " + problem,
                     {}};
}

}  // namespace hrp::expression
