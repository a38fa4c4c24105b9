#include "outputs/display_text.hpp"

#include <algorithm>
#include <array>

namespace hrp::outputs {
namespace {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

// The character that starts at `text[0]`; overlong forms, surrogates and values past U+10FFFF are
// not valid (RFC 3629). An invalid one is one byte long.
Character firstOf(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  if (lead < 0xC2 || lead > 0xF4) return {};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < length) return {};
  char32_t code = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (overlong || (code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF) return {};
  return {code, length, true};
}

std::string escaped(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += "\\x";
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 0xFU];
  }
  return text;
}

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool isIn(const std::array<Range, N>& ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [code](Range range) { return code >= range.first && code <= range.last; });
}

constexpr std::array<Range, 8> kZeroWidth{{{0x0300, 0x036F},
                                           {0x1AB0, 0x1AFF},
                                           {0x1DC0, 0x1DFF},
                                           {0x200B, 0x200F},
                                           {0x20D0, 0x20FF},
                                           {0xFE00, 0xFE0F},
                                           {0xFE20, 0xFE2F},
                                           {0xFEFF, 0xFEFF}}};
constexpr std::array<Range, 13> kWide{{{0x1100, 0x115F},
                                       {0x2E80, 0x303E},
                                       {0x3041, 0x33FF},
                                       {0x3400, 0x4DBF},
                                       {0x4E00, 0xA4CF},
                                       {0xA960, 0xA97F},
                                       {0xAC00, 0xD7A3},
                                       {0xF900, 0xFAFF},
                                       {0xFE30, 0xFE6F},
                                       {0xFF00, 0xFF60},
                                       {0xFFE0, 0xFFE6},
                                       {0x1F300, 0x1FAFF},
                                       {0x20000, 0x3FFFD}}};

std::size_t widthOf(char32_t code) {
  if (code < 0x300) return 1;
  if (isIn(kZeroWidth, code)) return 0;
  return isIn(kWide, code) ? 2 : 1;
}

bool isControl(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029;
}

bool isDirectionOverride(char32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::string validUtf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const Character character = firstOf(text);
    const std::string_view bytes = text.substr(0, character.bytes);
    if (character.valid) {
      valid += bytes;
    } else {
      valid += escaped(bytes);
    }
    text.remove_prefix(character.bytes);
  }
  return valid;
}

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const Character character = firstOf(text);
    const std::string_view bytes = text.substr(0, character.bytes);
    if (character.valid && (character.code == '\t' || character.code == '\n')) {
      shown += ' ';
    } else if (!character.valid || isControl(character.code)) {
      shown += escaped(bytes);
    } else if (isDirectionOverride(character.code)) {
      shown += "\uFFFD";
    } else {
      shown += bytes;
    }
    text.remove_prefix(character.bytes);
  }
  return shown;
}

std::size_t displayWidth(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character character = firstOf(text);
    columns += widthOf(character.code);
    text.remove_prefix(character.bytes);
  }
  return columns;
}

std::string clipped(std::string_view text, std::size_t columns) {
  if (displayWidth(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::size_t used = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const Character character = firstOf(text.substr(end));
    const std::size_t width = widthOf(character.code);
    if (used + width > columns - 1) break;  // one column is for the ellipsis
    used += width;
    end += character.bytes;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string pathBelow(std::string_view path, std::string_view folder) {
  const bool below = !folder.empty() && path.size() > folder.size() + 1 &&
                     path.starts_with(folder) && path[folder.size()] == '/';
  return std::string(below ? path.substr(folder.size() + 1) : path);
}

}  // namespace hrp::outputs
