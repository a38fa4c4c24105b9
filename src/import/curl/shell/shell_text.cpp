#include "import/curl/shell/shell_text.hpp"

#include <algorithm>
#include <cctype>

#include "import/data_text.hpp"

namespace hrp::import {
namespace {

constexpr std::string_view kOpen = "\xFF\xF8";
constexpr std::string_view kOpenEncoded = "\xFF\xFA";
constexpr std::string_view kClose = "\xFF\xF9";

bool isVariableName(std::string_view name) {
  const auto fits = [](unsigned char c) { return c == '_' || (c < 0x80 && std::isalnum(c) != 0); };
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
         std::all_of(name.begin(), name.end(), fits);
}

std::string mark(std::string_view open, std::string_view name) {
  return std::string(open) + std::string(name) + std::string(kClose);
}

}  // namespace

std::string shellVariable(std::string_view name) {
  return mark(kOpen, name);
}

std::vector<ShellPiece> shellPieces(std::string_view text) {
  std::vector<ShellPiece> pieces;
  std::size_t start = 0;
  for (std::size_t open = text.find('\xFF'); open != std::string_view::npos;
       open = text.find('\xFF', open + 1)) {
    const std::string_view begin = text.substr(open, kOpen.size());
    if (open < start || (begin != kOpen && begin != kOpenEncoded)) continue;
    const std::size_t name = open + kOpen.size();
    const std::size_t close = text.find(kClose, name);
    if (close == std::string_view::npos) break;
    if (!isVariableName(text.substr(name, close - name))) continue;
    if (open > start) {
      pieces.push_back({ShellPiece::Kind::kLiteral, std::string(text.substr(start, open - start))});
    }
    pieces.push_back(
        {begin == kOpen ? ShellPiece::Kind::kVariable : ShellPiece::Kind::kEncodedVariable,
         std::string(text.substr(name, close - name))});
    start = close + kClose.size();
  }
  if (start < text.size()) {
    pieces.push_back({ShellPiece::Kind::kLiteral, std::string(text.substr(start))});
  }
  return pieces;
}

std::vector<std::string> variablesIn(std::string_view text) {
  std::vector<std::string> names;
  for (const ShellPiece& piece : shellPieces(text)) {
    const bool known = std::find(names.begin(), names.end(), piece.text) != names.end();
    if (piece.kind != ShellPiece::Kind::kLiteral && !known) names.push_back(piece.text);
  }
  return names;
}

bool holdsVariable(std::string_view text) {
  return !variablesIn(text).empty();
}

std::string percentEncodedShell(std::string_view text, std::string_view blank) {
  std::string out;
  for (const ShellPiece& piece : shellPieces(text)) {
    const bool literal = piece.kind == ShellPiece::Kind::kLiteral;
    out += literal ? percentEncoded(piece.text, blank) : mark(kOpenEncoded, piece.text);
  }
  return out;
}

std::string testcaseText(std::string_view text) {
  DataText out;
  for (const ShellPiece& piece : shellPieces(text)) {
    switch (piece.kind) {
      case ShellPiece::Kind::kLiteral:
        out.literal(piece.text);
        break;
      case ShellPiece::Kind::kVariable:
        out.expression("${ENV(" + piece.text + ")}");
        break;
      case ShellPiece::Kind::kEncodedVariable:
        out.expression("${url_encode($" + piece.text + ")}");
        break;
    }
  }
  return out.text();
}

std::string argumentText(std::string_view text) {
  std::string out;
  for (const ShellPiece& piece : shellPieces(text)) {
    const bool literal = piece.kind == ShellPiece::Kind::kLiteral;
    out += literal ? quotedArgument(piece.text) : "${" + piece.text + "}";
  }
  return out;
}

std::string shownText(std::string_view text) {
  std::string out;
  for (const ShellPiece& piece : shellPieces(text)) {
    if (piece.kind != ShellPiece::Kind::kLiteral) out += '$';
    out += piece.text;
  }
  return out;
}

}  // namespace hrp::import
