#include "engine/responses/json_repair.hpp"

#include <algorithm>
#include <optional>

#include "hrp/expression/utf8.hpp"
#include "hrp/expression/value.hpp"
#include "hrp/http/ascii.hpp"

namespace hrp::engine {
namespace {

using expression::Value;

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kReplacementEscape = "\\ufffd";
const std::string kNotJson = "the body is not JSON: ";
constexpr std::size_t kEscapeBytes = 6;  // of \uXXXX

// The code unit of the escape that `text` begins with; none when it begins with another text.
std::optional<unsigned> codeUnit(std::string_view text) {
  if (text.size() < kEscapeBytes || !text.starts_with("\\u")) return std::nullopt;
  unsigned unit = 0;
  for (const char c : text.substr(2, 4)) {
    const int digit = http::hexDigit(c);
    if (digit < 0) return std::nullopt;
    unit = unit << 4 | static_cast<unsigned>(digit);
  }
  return unit;
}

bool isHigh(unsigned unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool isLow(unsigned unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

// Takes the escape off that `text` begins with, which may be a pair.
void takeEscape(std::string_view& text, std::string& out) {
  const auto unit = codeUnit(text);
  std::size_t size = unit ? kEscapeBytes : std::min<std::size_t>(2, text.size());
  bool half = unit && isLow(*unit);
  if (unit && isHigh(*unit)) {
    const auto second = codeUnit(text.substr(kEscapeBytes));
    half = !second || !isLow(*second);
    if (!half) size += kEscapeBytes;
  }
  out += half ? kReplacementEscape : text.substr(0, size);
  text.remove_prefix(size);
}

// `replacement` is put for a byte that is no UTF-8.
std::string repaired(std::string_view text, std::string_view replacement) {
  std::string out;
  out.reserve(text.size() + replacement.size());
  while (!text.empty()) {
    if (text.front() == '\\') {
      takeEscape(text, out);
      continue;
    }
    const std::size_t size = expression::characterLength(text);
    const bool valid = size > 1 || static_cast<unsigned char>(text.front()) < 0x80;
    out += valid ? text.substr(0, size) : replacement;
    text.remove_prefix(size);
  }
  return out;
}

// Reads over a text and keeps what is wrong with it.
class ProblemFinder final : public nlohmann::json_sax<Value> {
 public:
  explicit ProblemFinder(std::string_view text) : text_(text) {}

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
  bool string(string_t& /*value*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool start_object(std::size_t /*elements*/) override { return true; }
  bool key(string_t& /*value*/) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t /*elements*/) override { return true; }
  bool end_array() override { return true; }

  // `position` is that of the last byte read, from 1.
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& error) override {
    constexpr int kNumberOverflow = 406;
    if (error.id == kNumberOverflow) {
      const std::size_t first = position - std::min(position, token.size()) + 1;
      problem_ = "the number " + token.substr(0, 40) + " at byte " + std::to_string(first) +
                 " of the body is out of range";
    } else if (position > text_.size()) {
      problem_ = kNotJson + "it ends too early, behind byte " + std::to_string(text_.size());
    } else {
      problem_ = kNotJson + "unexpected " + shown(text_[position > 0 ? position - 1 : 0]) +
                 " at byte " + std::to_string(position);
    }
    return false;
  }

  std::string take() { return std::move(problem_); }

 private:
  static std::string shown(char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F) return std::string("'") + c + "'";
    constexpr std::string_view kHex = "0123456789ABCDEF";
    return std::string("byte 0x") + kHex[byte >> 4] + kHex[byte & 15];
  }

  std::string_view text_;
  std::string problem_;
};

}  // namespace

std::string repairedJson(std::string_view text) {
  return repaired(text, kReplacement);
}

std::string jsonProblem(std::string_view text) {
  if (text.empty()) return "the body is empty";
  // The parser reads over a mark of its own.
  if (withoutByteOrderMark(text).size() != text.size()) {
    return kNotJson + "unexpected byte 0xEF at byte 1";
  }
  // Byte for byte, so that places stay.
  const std::string readable = repaired(text, "?");
  ProblemFinder finder(text);
  Value::sax_parse(readable, &finder);
  std::string problem = finder.take();
  return problem.empty() ? "the body is nested over 1,024 levels deep" : problem;
}

}  // namespace hrp::engine
