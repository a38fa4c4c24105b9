#include "outputs/case/html_text.hpp"

#include "outputs/display_text.hpp"

namespace hrp::outputs {
namespace {

void appendCharacter(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\'':
      out += "&#39;";
      return;
    case '\n':
    case '\t':
      out += c;
      return;
    case '\r':
      return;  // of a line break; HTML would make it a second one
    default:
      break;
  }
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
    out += printable({&c, 1});
  } else {
    out += c;
  }
}

}  // namespace

std::string htmlText(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : validUtf8(text)) appendCharacter(out, c);
  return out;
}

}  // namespace hrp::outputs
