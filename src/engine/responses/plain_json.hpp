#pragma once
// PlainJson: reads a short JSON text of the usual kind in one pass: strings of ASCII without
// escapes, whole numbers of at most 18 digits, little nesting. Answers of APIs mostly are that, and
// for 30 bytes simdjson, which works in blocks of 128, takes five times the instructions
// (tests/bench/json_bench.cpp). A text of another kind is left to simdjson.
//
// Keeps a copy of the text with zeros behind it, which end whatever is read, and a token of 8 bytes
// for each value and key. One thread.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "hrp/expression/jmespath.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::engine {

class PlainJson {
 public:
  static constexpr std::size_t kMaxBytes = 512;
  static constexpr std::size_t kMaxTokens = 64;
  static constexpr int kMaxDepth = 16;

  enum class Kind : std::uint8_t { kMap, kList, kText, kNumber, kTrue, kFalse, kNull };
  struct Token {
    Kind kind;
    std::uint16_t after;  // the index behind this token and all that it holds
    std::uint16_t begin;  // in the text; of a string without its quotes
    std::uint16_t size;
  };

  // True: it is one JSON value. False says nothing about the text, and nothing may be asked.
  [[nodiscard]] bool parse(std::string_view text);
  // Null where the path leads nowhere. The last of several equal keys counts.
  [[nodiscard]] const Token* find(std::span<const expression::JmesPath::PathStep> path) const;
  [[nodiscard]] expression::Value valueOf(const Token& token) const;
  [[nodiscard]] std::string_view textOf(const Token& token) const {
    return {text_.data() + token.begin, token.size};
  }
  [[nodiscard]] std::int64_t numberOf(const Token& token) const;

 private:
  // Each reads what begins at `at`, adds its tokens and returns what is behind it; null when it is
  // not of the usual kind.
  const char* readValue(const char* at, int depth);
  const char* readMap(const char* at, int depth);
  const char* readList(const char* at, int depth);
  const char* readText(const char* at);
  const char* readNumber(const char* at);
  const char* readWord(const char* at, std::string_view word, Kind kind);
  [[nodiscard]] Token* add(Kind kind, const char* begin, const char* end);

  [[nodiscard]] std::size_t indexOf(const Token& token) const {
    return static_cast<std::size_t>(&token - tokens_.data());
  }
  [[nodiscard]] const Token* member(const Token& map, std::string_view name) const;
  [[nodiscard]] const Token* item(const Token& list, std::int64_t index) const;

  static constexpr std::size_t kPadding = 16;
  std::array<char, kMaxBytes + kPadding> text_{};
  std::size_t count_ = 0;
  std::array<Token, kMaxTokens> tokens_{};
};

}  // namespace hrp::engine
