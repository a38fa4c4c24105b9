#include "engine/responses/plain_json.hpp"

#include <charconv>
#include <cstring>
#include <string>

#if defined(__SSE2__)
#include <emmintrin.h>

#include <bit>
#endif

namespace hrp::engine {
namespace {

using expression::Value;
using PathStep = expression::JmesPath::PathStep;

constexpr int kMostDigits = 18;  // any number of so many fits into 64 bits

// The first byte that no string may hold here: the quote, the backslash, a control, or one beyond
// ASCII. There is one; 15 more bytes behind it may be read.
const char* skipPlainText(const char* at) {
#if defined(__SSE2__)
  for (;; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    // As signed numbers, bytes beyond ASCII are below the blank as well.
    const __m128i others = _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(' ')),
                                        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(others));
    if (found != 0) return at + std::countr_zero(found);
  }
#else
  while (static_cast<signed char>(*at) >= ' ' && *at != '"' && *at != '\\') ++at;
  return at;
#endif
}

inline const char* skipBlanks(const char* at) {
  while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') ++at;
  return at;
}

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

bool PlainJson::parse(std::string_view text) {
  if (text.size() > kMaxBytes) return false;
  std::memcpy(text_.data(), text.data(), text.size());
  std::memset(text_.data() + text.size(), 0, kPadding);
  count_ = 0;
  const char* const behind = readValue(skipBlanks(text_.data()), 0);
  return behind != nullptr && skipBlanks(behind) == text_.data() + text.size();
}

PlainJson::Token* PlainJson::add(Kind kind, const char* begin, const char* end) {
  if (count_ == kMaxTokens) return nullptr;
  Token& token = tokens_[count_++];
  token.kind = kind;
  token.after = static_cast<std::uint16_t>(count_);
  token.begin = static_cast<std::uint16_t>(begin - text_.data());
  token.size = static_cast<std::uint16_t>(end - begin);
  return &token;
}

const char* PlainJson::readValue(const char* at, int depth) {
  switch (*at) {
    case '{':
      return depth < kMaxDepth ? readMap(at, depth + 1) : nullptr;
    case '[':
      return depth < kMaxDepth ? readList(at, depth + 1) : nullptr;
    case '"':
      return readText(at);
    case 't':
      return readWord(at, "true", Kind::kTrue);
    case 'f':
      return readWord(at, "false", Kind::kFalse);
    case 'n':
      return readWord(at, "null", Kind::kNull);
    default:
      return readNumber(at);
  }
}

const char* PlainJson::readMap(const char* at, int depth) {
  Token* const map = add(Kind::kMap, at, at);
  if (map == nullptr) return nullptr;
  at = skipBlanks(at + 1);
  if (*at == '}') return at + 1;
  for (;;) {
    if (*at != '"') return nullptr;
    at = readText(at);
    if (at == nullptr) return nullptr;
    at = skipBlanks(at);
    if (*at != ':') return nullptr;
    at = readValue(skipBlanks(at + 1), depth);
    if (at == nullptr) return nullptr;
    at = skipBlanks(at);
    if (*at != ',') break;
    at = skipBlanks(at + 1);
  }
  map->after = static_cast<std::uint16_t>(count_);
  return *at == '}' ? at + 1 : nullptr;
}

const char* PlainJson::readList(const char* at, int depth) {
  Token* const list = add(Kind::kList, at, at);
  if (list == nullptr) return nullptr;
  at = skipBlanks(at + 1);
  if (*at == ']') return at + 1;
  for (;;) {
    at = readValue(at, depth);
    if (at == nullptr) return nullptr;
    at = skipBlanks(at);
    if (*at != ',') break;
    at = skipBlanks(at + 1);
  }
  list->after = static_cast<std::uint16_t>(count_);
  return *at == ']' ? at + 1 : nullptr;
}

const char* PlainJson::readText(const char* at) {
  const char* const begin = at + 1;
  at = skipPlainText(begin);
  if (*at != '"' || add(Kind::kText, begin, at) == nullptr) return nullptr;
  return at + 1;
}

// A fraction or an exponent is found by who expects a comma or an end behind the number.
const char* PlainJson::readNumber(const char* at) {
  const char* const begin = at;
  if (*at == '-') ++at;
  const char* const digits = at;
  while (isDigit(*at)) ++at;
  const auto count = at - digits;
  if (count == 0 || count > kMostDigits || (*digits == '0' && count > 1)) return nullptr;
  return add(Kind::kNumber, begin, at) != nullptr ? at : nullptr;
}

const char* PlainJson::readWord(const char* at, std::string_view word, Kind kind) {
  if (std::memcmp(at, word.data(), word.size()) != 0) return nullptr;
  return add(kind, at, at + word.size()) != nullptr ? at + word.size() : nullptr;
}

const PlainJson::Token* PlainJson::find(std::span<const PathStep> path) const {
  const Token* token = tokens_.data();
  for (const PathStep& step : path) {
    const auto* name = std::get_if<std::string>(&step);
    token = name != nullptr ? member(*token, *name) : item(*token, std::get<std::int64_t>(step));
    if (token == nullptr) return nullptr;
  }
  return token;
}

const PlainJson::Token* PlainJson::member(const Token& map, std::string_view name) const {
  if (map.kind != Kind::kMap) return nullptr;
  const Token* found = nullptr;
  for (std::size_t key = indexOf(map) + 1; key < map.after; key = tokens_[key + 1].after) {
    if (textOf(tokens_[key]) == name) found = &tokens_[key + 1];
  }
  return found;
}

const PlainJson::Token* PlainJson::item(const Token& list, std::int64_t index) const {
  if (list.kind != Kind::kList) return nullptr;
  const std::size_t first = indexOf(list) + 1;
  if (index < 0) {
    for (std::size_t at = first; at < list.after; at = tokens_[at].after) ++index;
    if (index < 0) return nullptr;
  }
  for (std::size_t at = first; at < list.after; at = tokens_[at].after) {
    if (index-- == 0) return &tokens_[at];
  }
  return nullptr;
}

std::int64_t PlainJson::numberOf(const Token& token) const {
  const std::string_view digits = textOf(token);
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

Value PlainJson::valueOf(const Token& token) const {
  const std::size_t first = indexOf(token) + 1;
  switch (token.kind) {
    case Kind::kMap: {
      Value map = Value::object();
      for (std::size_t key = first; key < token.after; key = tokens_[key + 1].after) {
        map[std::string(textOf(tokens_[key]))] = valueOf(tokens_[key + 1]);
      }
      return map;
    }
    case Kind::kList: {
      Value list = Value::array();
      for (std::size_t at = first; at < token.after; at = tokens_[at].after) {
        list.push_back(valueOf(tokens_[at]));
      }
      return list;
    }
    case Kind::kText:
      return Value(std::string(textOf(token)));
    case Kind::kNumber:
      return Value(numberOf(token));
    case Kind::kTrue:
      return Value(true);
    case Kind::kFalse:
      return Value(false);
    case Kind::kNull:
      break;
  }
  return Value(nullptr);
}

}  // namespace hrp::engine
