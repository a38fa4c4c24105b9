#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "hrp/base/text_place.hpp"
#include "import/browser/copied_request.hpp"
#include "import/curl/shell/ansi_escapes.hpp"
#include "import/request_writer.hpp"

namespace hrp::import {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::string_view kCommands[] = {"Invoke-WebRequest", "Invoke-RestMethod", "iwr", "irm"};

bool isCommand(std::string_view word) {
  return std::any_of(std::begin(kCommands), std::end(kCommands),
                     [word](std::string_view known) { return sameName(known, word); });
}

struct PsToken {
  enum class Kind : std::uint8_t { kWord, kText, kMark, kBreak };
  Kind kind = Kind::kWord;
  std::string text;  // of kText: what it means
  std::size_t offset = 0;
};

// The tokens of what browsers write: words, "…" with backticks and $([char]N), '…', @{ } ( ) = , ;
class PsLexer {
 public:
  explicit PsLexer(std::string_view text) : text_(text) {}

  std::vector<PsToken> run() && {
    while (at_ < text_.size()) next();
    add(PsToken::Kind::kBreak, "", at_);
    return std::move(tokens_);
  }

 private:
  void add(PsToken::Kind kind, std::string text, std::size_t offset) {
    tokens_.push_back({kind, std::move(text), offset});
  }

  void next() {
    const char c = text_[at_];
    const std::size_t start = at_;
    if (c == '`' && at_ + 1 < text_.size() && (text_[at_ + 1] == '\n' || text_[at_ + 1] == '\r')) {
      at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1;
    } else if (c == '\n' || c == ';') {
      add(PsToken::Kind::kBreak, "", at_++);
    } else if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
    } else if (c == '"' || c == '\'') {
      add(PsToken::Kind::kText, c == '"' ? takeDoubleQuoted() : takeSingleQuoted(), start);
    } else if (std::string_view("@{}()=,|").find(c) != std::string_view::npos) {
      add(PsToken::Kind::kMark, std::string(1, c), at_++);
    } else {
      const std::size_t end =
          std::min(text_.find_first_of(" \t\r\n;\"'@{}()=,|`", at_ + 1), text_.size());
      add(PsToken::Kind::kWord, std::string(text_.substr(at_, end - at_)), start);
      at_ = end;
    }
  }

  std::string takeSingleQuoted() {
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\'' && text_.substr(at_).starts_with("''")) {
        ++at_;
      } else if (text_[at_] == '\'') {
        ++at_;
        break;
      }
      out += text_[at_];
    }
    return out;
  }

  std::string takeDoubleQuoted() {
    constexpr std::string_view kChar = "$([char]";
    std::string out;
    for (++at_; at_ < text_.size();) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        break;
      }
      if (c == '`' && at_ + 1 < text_.size()) {
        out += escaped(text_[at_ + 1]);
        at_ += 2;
      } else if (text_.substr(at_).starts_with(kChar)) {
        takeCharacter(at_ + kChar.size(), out);
      } else {
        out += c;
        ++at_;
      }
    }
    return out;
  }

  static char escaped(char c) {
    constexpr std::string_view kNames = "nrt0abfv";
    constexpr std::string_view kValues{"\n\r\t\0\a\b\f\v", 8};
    const std::size_t at = kNames.find(c);
    return at == std::string_view::npos ? c : kValues[at];
  }

  // $([char]233); a character beyond 16 bits comes as two.
  void takeCharacter(std::size_t digits, std::string& out) {
    const std::size_t end = std::min(text_.find(')', digits), text_.size());
    std::uint32_t unit = 0xFFFD;
    std::from_chars(text_.data() + digits, text_.data() + end, unit);
    at_ = std::min(end + 1, text_.size());
    if (unit >= 0xDC00 && unit <= 0xDFFF && high_ != 0) {
      appendUtf8(out, 0x10000 + ((high_ - 0xD800) << 10U) + (unit - 0xDC00));
      high_ = 0;
    } else if (unit >= 0xD800 && unit <= 0xDBFF) {
      high_ = unit;
    } else {
      appendUtf8(out, unit);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t high_ = 0;
  std::vector<PsToken> tokens_;
};

// What a script puts into its session before the request.
struct PsSession {
  std::string user_agent;
  std::string cookies;
};

class PsReader {
 public:
  explicit PsReader(const Source& source) : source_(source), tokens_(PsLexer(source.text).run()) {}

  Result<Converted> run() && {
    while (at_ < tokens_.size()) {
      const PsToken& token = tokens_[at_];
      const bool word = token.kind == PsToken::Kind::kWord;
      if (word && isCommand(token.text)) {
        ++at_;
        requests_.push_back(readCommand(token.offset));
      } else if (word && token.text.ends_with(".UserAgent")) {
        ++at_;
        if (isMark("=")) ++at_;
        session_.user_agent = takeText();
      } else if (word && token.text.ends_with(".Cookies.Add")) {
        ++at_;
        readCookie();
      } else {
        ++at_;
      }
    }
    return convertCopied(std::move(requests_), std::move(notes_), source_.file);
  }

 private:
  [[nodiscard]] bool isKind(PsToken::Kind kind) const {
    return at_ < tokens_.size() && tokens_[at_].kind == kind;
  }
  [[nodiscard]] bool isMark(std::string_view mark) const {
    return isKind(PsToken::Kind::kMark) && tokens_[at_].text == mark;
  }
  [[nodiscard]] bool ends() const {
    return at_ >= tokens_.size() || isKind(PsToken::Kind::kBreak) || isMark("|");
  }

  // A text or a word; of what stands in parentheses the text within (GetBytes("…")).
  std::string takeText() {
    std::string out;
    std::size_t depth = 0;
    do {
      if (ends() && depth == 0) break;
      if (isMark("(")) ++depth;
      if (isMark(")") && depth > 0) --depth;
      const bool text = isKind(PsToken::Kind::kText);
      if (text || (depth == 0 && isKind(PsToken::Kind::kWord))) out = tokens_[at_].text;
      ++at_;
      // [System.Text.Encoding]::UTF8.GetBytes( goes on with its argument.
    } while (at_ < tokens_.size() && (depth > 0 || isMark("(")));
    return out;
  }

  // New-Object System.Net.Cookie("name", "value", "/", "host")
  void readCookie() {
    std::vector<std::string> texts;
    for (; !ends(); ++at_) {
      if (isKind(PsToken::Kind::kText)) texts.push_back(tokens_[at_].text);
    }
    if (texts.size() < 2) return;
    if (!session_.cookies.empty()) session_.cookies += "; ";
    session_.cookies += texts[0] + "=" + texts[1];
  }

  void readHeaders(CopiedRequest& request) {
    while (at_ < tokens_.size() && !isMark("}")) {
      const bool name = isKind(PsToken::Kind::kText) || isKind(PsToken::Kind::kWord);
      if (!name) {
        ++at_;
        continue;
      }
      std::string key = tokens_[at_++].text;
      if (isMark("=")) ++at_;
      request.headers.emplace_back(std::move(key), takeText());
    }
    ++at_;
  }

  Result<CopiedRequest> readCommand(std::size_t offset) {
    CopiedRequest request;
    request.place = source_.file + ":" + base::placeInText(source_.text, offset);
    std::optional<std::string> type;
    bool session = false;
    while (!ends()) {
      const PsToken token = tokens_[at_++];
      const auto is = [&token](std::string_view name) { return sameName(token.text, name); };
      if (token.kind != PsToken::Kind::kWord || !token.text.starts_with('-')) {
        if (token.kind != PsToken::Kind::kMark && request.url.empty()) request.url = token.text;
      } else if (is("-Uri")) {
        request.url = takeText();
      } else if (is("-Method")) {
        request.method = takeText();
      } else if (is("-ContentType")) {
        type = takeText();
      } else if (is("-UserAgent")) {
        request.headers.emplace_back("User-Agent", takeText());
      } else if (is("-Body")) {
        request.body = takeText();
      } else if (is("-WebSession")) {
        session = true;
        takeText();
      } else if (is("-Headers")) {
        readHeaders(request);
      } else if (!is("-UseBasicParsing")) {
        notes_.push_back(request.place + ": " + token.text + " is left out");
      }
    }
    if (request.url.empty()) {
      return base::fail(ErrorCode::kParse, request.place + ": the command has no -Uri");
    }
    if (session && !session_.user_agent.empty()) {
      request.headers.emplace_back("User-Agent", session_.user_agent);
    }
    if (session && !session_.cookies.empty()) {
      request.headers.emplace_back("Cookie", session_.cookies);
    }
    if (type) request.headers.emplace_back("Content-Type", *type);
    return request;
  }

  const Source& source_;
  std::vector<PsToken> tokens_;
  std::size_t at_ = 0;
  PsSession session_;
  std::vector<Result<CopiedRequest>> requests_;
  std::vector<std::string> notes_;
};

}  // namespace

// At the start of a line, or behind the variable that gets the answer.
bool isPowerShellText(std::string_view text) {
  for (const std::string_view command : {kCommands[0], kCommands[1]}) {
    const std::size_t at = text.find(command);
    if (at == std::string_view::npos) continue;
    std::string_view line = text.substr(0, at);
    line.remove_prefix(line.find_last_of('\n') + 1);
    const std::size_t last = line.find_last_not_of(" \t");
    if (last == std::string_view::npos || line[last] == '=') return true;
  }
  return false;
}

Result<Converted> convertPowerShellText(const Source& source) {
  return PsReader(source).run();
}

}  // namespace hrp::import
