#include "import/curl/shell/shell_expansion.hpp"

#include <algorithm>
#include <cctype>

#include "import/curl/shell/shell_text.hpp"

namespace hrp::import {
namespace {

bool isNameStart(char c) {
  return c == '_' || (static_cast<unsigned char>(c) < 0x80 && std::isalpha(c) != 0);
}

std::size_t endOfName(std::string_view text, std::size_t at) {
  while (at < text.size() && (isNameStart(text[at]) || (text[at] >= '0' && text[at] <= '9'))) ++at;
  return at;
}

// Behind the quote that ends what begins at `at`.
std::size_t endOfQuote(std::string_view text, std::size_t at) {
  const char quote = text[at++];
  while (at < text.size() && text[at] != quote) {
    if (text[at] == '\\' && quote != '\'') ++at;
    ++at;
  }
  return std::min(at + 1, text.size());
}

// Behind what closes the group that begins at `at`.
std::size_t endOfGroup(std::string_view text, std::size_t at, char open, char close) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '\'' || c == '"') {
      at = endOfQuote(text, at);
      continue;
    }
    if (c == open) ++depth;
    if (c == close && --depth == 0) return at + 1;
    at += c == '\\' ? 2 : 1;
  }
  return text.size();
}

void refuseOutput(ShellExpansion& out, std::string_view source) {
  out.problem = "what " + std::string(source.substr(0, 60)) + " would print is not known here";
  out.hint = "write the value, or a variable that is set in .env";
}

// ${NAME}, and the forms that only say what to do when it is not set.
void readBraces(std::string_view source, ShellExpansion& out) {
  std::string_view inner = source.substr(2);
  if (source.ends_with('}')) inner.remove_suffix(std::min<std::size_t>(inner.size(), 1));
  const std::size_t end = endOfName(inner, 0);
  const std::string name(inner.substr(0, end));
  std::string_view rest = inner.substr(end);
  if (!source.ends_with('}') || name.empty() || !isNameStart(name[0])) {
    out.problem = std::string(source.substr(0, 60)) + " is not a variable that can be taken over";
    out.hint = "write its value";
    return;
  }
  out.text = shellVariable(name);
  if (rest.empty()) return;
  if (rest[0] == ':') rest.remove_prefix(1);
  const char form = rest.empty() ? '\0' : rest[0];
  if (form == '?') return;
  if (form == '-' || form == '=') {
    out.note = "the default \"" + std::string(rest.substr(1)) + "\" of " + name +
               " is left out; set " + name + " in .env";
    return;
  }
  out.problem =
      std::string(source.substr(0, 60)) + " changes the variable, which is not known here";
  out.hint = "write the value";
}

}  // namespace

std::size_t endOfSubstitution(std::string_view text, std::size_t at) {
  return endOfGroup(text, at, '(', ')');
}

ShellExpansion readExpansion(std::string_view text, std::size_t at) {
  ShellExpansion out;
  const char next = at + 1 < text.size() ? text[at + 1] : '\0';
  if (text[at] == '`') {
    out.end = endOfQuote(text, at);
    refuseOutput(out, text.substr(at, out.end - at));
  } else if (next == '(') {
    out.end = endOfSubstitution(text, at + 1);
    refuseOutput(out, text.substr(at, out.end - at));
  } else if (next == '{') {
    out.end = endOfGroup(text, at + 1, '{', '}');
    readBraces(text.substr(at, out.end - at), out);
  } else if (isNameStart(next)) {
    out.end = endOfName(text, at + 1);
    out.text = shellVariable(text.substr(at + 1, out.end - at - 1));
  } else if (next != '\0' &&
             std::string_view("0123456789@*#?!").find(next) != std::string_view::npos) {
    out.end = at + 2;
    out.problem = "what $" + std::string(1, next) + " holds is not known here";
    out.hint = "write the value; a $ that is text stands in '…', or as \\$";
  } else {
    out.end = at + 1;
    out.text = "$";
  }
  return out;
}

base::Result<std::string> expandHeredoc(std::string_view body) {
  std::string out;
  for (std::size_t at = 0; at < body.size();) {
    const char c = body[at];
    const char next = at + 1 < body.size() ? body[at + 1] : '\0';
    if (c == '\\' && (next == '$' || next == '`' || next == '\\')) {
      out += next;
      at += 2;
    } else if (c == '\\' && next == '\n') {
      at += 2;
    } else if (c == '$' || c == '`') {
      ShellExpansion expansion = readExpansion(body, at);
      if (!expansion.problem.empty()) {
        return base::fail(base::ErrorCode::kParse, expansion.problem, expansion.hint);
      }
      out += expansion.text;
      at = expansion.end;
    } else {
      out += c;
      ++at;
    }
  }
  return out;
}

}  // namespace hrp::import
