#pragma once
// Which ASCII characters make a name, in templates and in JMESPath alike. Pure; any thread.

namespace hrp::expression {

inline bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
inline bool isNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
inline bool isNamePart(char c) {
  return isNameStart(c) || isDigit(c);
}

}  // namespace hrp::expression
