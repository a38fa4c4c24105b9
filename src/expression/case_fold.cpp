#include "expression/case_fold.hpp"

#include "hrp/expression/utf8.hpp"

namespace hrp::expression {
namespace {

bool within(char32_t c, char32_t low, char32_t high) {
  return c >= low && c <= high;
}

// Latin Extended-A pairs an upper case letter with the next code point; which of the two is even
// changes along the block.
char32_t foldLatinExtended(char32_t c) {
  if (c == 0x130 || c == 0x131 || c == 0x138 || c == 0x149) return c;
  if (c == 0x178) return 0xFF;
  if (c == 0x17F) return U's';
  const bool upper_is_odd = within(c, 0x139, 0x148) || within(c, 0x179, 0x17E);
  return (c % 2 == 1) == upper_is_odd ? c + 1 : c;
}

char32_t foldGreek(char32_t c) {
  if (c == 0x386) return 0x3AC;
  if (within(c, 0x388, 0x38A)) return c + 37;
  if (c == 0x38C) return 0x3CC;
  if (c == 0x38E || c == 0x38F) return c + 63;
  if (within(c, 0x391, 0x3A1) || within(c, 0x3A3, 0x3AB)) return c + 32;
  if (c == 0x3C2) return 0x3C3;  // final sigma
  return c;
}

char32_t fold(char32_t c) {
  if (c < 0x80) return within(c, U'A', U'Z') ? c + 32 : c;
  if (c == 0xB5) return 0x3BC;  // micro sign
  if (within(c, 0xC0, 0xDE) && c != 0xD7) return c + 32;
  if (within(c, 0x100, 0x17F)) return foldLatinExtended(c);
  if (within(c, 0x386, 0x3CE)) return foldGreek(c);
  if (within(c, 0x400, 0x40F)) return c + 80;
  if (within(c, 0x410, 0x42F)) return c + 32;
  if (c == 0x1E9E) return 0xDF;
  if (c == 0x212A) return U'k';  // kelvin sign
  if (c == 0x212B) return 0xE5;  // angstrom sign
  return c;
}

}  // namespace

bool equalFold(std::string_view left, std::string_view right) {
  while (!left.empty() && !right.empty()) {
    if (fold(takeCharacter(left)) != fold(takeCharacter(right))) return false;
  }
  return left.empty() && right.empty();
}

}  // namespace hrp::expression
