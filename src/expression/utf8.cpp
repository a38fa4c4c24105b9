#include "hrp/expression/utf8.hpp"

#include <cstdint>

namespace hrp::expression {
namespace {

unsigned byteAt(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool isContinuation(unsigned byte) {
  return (byte & 0xC0U) == 0x80U;
}

// The shortest-form and surrogate rules all show in the second byte (Unicode, table 3-7).
bool secondByteFits(unsigned lead, unsigned second) {
  switch (lead) {
    case 0xE0:
      return second >= 0xA0 && second <= 0xBF;
    case 0xED:
      return second >= 0x80 && second <= 0x9F;
    case 0xF0:
      return second >= 0x90 && second <= 0xBF;
    case 0xF4:
      return second >= 0x80 && second <= 0x8F;
    default:
      return isContinuation(second);
  }
}

// 0 when the text does not start with a valid sequence.
std::size_t sequenceLength(std::string_view text) {
  const unsigned lead = byteAt(text, 0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                             : lead >= 0xE0 && lead <= 0xEF ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
  if (length == 0 || text.size() < length || !secondByteFits(lead, byteAt(text, 1))) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!isContinuation(byteAt(text, i))) return 0;
  }
  return length;
}

}  // namespace

std::size_t characterLength(std::string_view text) {
  if (text.empty()) return 0;
  const std::size_t length = sequenceLength(text);
  return length == 0 ? 1 : length;
}

std::size_t characterCount(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    text.remove_prefix(characterLength(text));
    ++count;
  }
  return count;
}

char32_t takeCharacter(std::string_view& text) {
  const std::size_t length = characterLength(text);
  const unsigned lead = byteAt(text, 0);
  std::uint32_t point = length == 1   ? lead
                        : length == 2 ? lead & 0x1FU
                        : length == 3 ? lead & 0x0FU
                                      : lead & 0x07U;
  for (std::size_t i = 1; i < length; ++i) point = (point << 6U) | (byteAt(text, i) & 0x3FU);
  text.remove_prefix(length);
  return point;
}

bool isValidUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace hrp::expression
