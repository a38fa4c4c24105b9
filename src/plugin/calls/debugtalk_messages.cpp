#include "plugin/calls/debugtalk_messages.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "hrp/base/base64.hpp"
#include "plugin/calls/exact_json.hpp"
#include "plugin/calls/value_bytes.hpp"

namespace hrp::plugin {
namespace {

using base::ErrorCode;
using expression::Value;

constexpr unsigned kVarint = 0;
constexpr unsigned kFixed64 = 1;
constexpr unsigned kLengthDelimited = 2;
constexpr unsigned kFixed32 = 5;

tl::unexpected<base::Error> malformedMessage() {
  return base::fail(ErrorCode::kParse, "it sent a message that is not what it should be");
}

std::optional<std::uint64_t> takeVarint(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    number |= std::uint64_t{byte & 0x7FU} << shift;
    if ((byte & 0x80U) == 0) return number;
  }
  return std::nullopt;
}

struct MessageField {
  std::uint64_t number = 0;
  unsigned kind = 0;
  std::string_view bytes;  // of a length-delimited one
};

// Takes the next field off; nothing when the rest is malformed.
std::optional<MessageField> takeField(std::string_view& message) {
  const auto key = takeVarint(message);
  if (!key || *key >> 3U == 0) return std::nullopt;
  MessageField field{*key >> 3U, static_cast<unsigned>(*key & 7U), {}};
  std::uint64_t length = 0;
  if (field.kind == kVarint) {
    if (!takeVarint(message)) return std::nullopt;
  } else if (field.kind == kLengthDelimited) {
    const auto given = takeVarint(message);
    if (!given) return std::nullopt;
    length = *given;
  } else if (field.kind == kFixed64 || field.kind == kFixed32) {
    length = field.kind == kFixed64 ? 8 : 4;
  } else {
    return std::nullopt;
  }
  if (length > message.size()) return std::nullopt;
  field.bytes = message.substr(0, length);
  message.remove_prefix(length);
  return field;
}

// Calls `take` for each text or bytes field of that number; false: malformed.
template <class Take>
bool eachText(std::string_view message, std::uint64_t number, const Take& take) {
  while (!message.empty()) {
    const auto field = takeField(message);
    if (!field) return false;
    if (field->number != number) continue;
    if (field->kind != kLengthDelimited) return false;
    take(field->bytes);
  }
  return true;
}

void appendText(std::string& out, unsigned number, std::string_view text) {
  out += static_cast<char>(number << 3U | kLengthDelimited);
  std::uint64_t left = text.size();
  for (; left > 0x7F; left >>= 7U) out += static_cast<char>(0x80U | (left & 0x7FU));
  out += static_cast<char>(left);
  out += text;
}

void bytesToText(Value& value, int depth) {
  if (value.is_binary()) {
    const auto& bytes = value.get_binary();
    value = base::base64(std::string(bytes.begin(), bytes.end()));
  } else if (value.is_discarded()) {
    value = nullptr;
  } else if (value.is_structured() && depth <= expression::kMaxValueDepth) {
    for (Value& inner : value) bytesToText(inner, depth + 1);
  }
}

std::string argumentsText(const Value& arguments) {
  constexpr auto kReplace = Value::error_handler_t::replace;
  if (!holdsBytes(arguments)) return arguments.dump(-1, ' ', false, kReplace);
  Value texts = arguments;
  bytesToText(texts, 0);
  return texts.dump(-1, ' ', false, kReplace);
}

}  // namespace

base::Result<std::string> encodeCallRequest(const std::string& name, const Value& arguments,
                                            std::size_t most) {
  constexpr std::size_t kHeads = 16;
  const std::string text = argumentsText(arguments);
  if (text.size() + name.size() + kHeads > most) {
    return base::fail(ErrorCode::kFunction, "function " + name +
                                                ": the arguments are larger than " +
                                                std::to_string(most >> 20U) + " MiB");
  }
  std::string out;
  out.reserve(text.size() + name.size() + kHeads);
  appendText(out, 1, name);
  appendText(out, 2, text);
  return out;
}

base::Result<std::vector<std::string>> decodeNames(std::string_view message) {
  std::vector<std::string> names;
  const bool good = eachText(message, 1, [&names](std::string_view name) {
    if (names.size() <= kMaxNames) names.emplace_back(name);
  });
  if (!good) return malformedMessage();
  if (names.size() > kMaxNames) {
    return base::fail(ErrorCode::kParse,
                      "it has more than " + std::to_string(kMaxNames) + " functions");
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

base::Result<Value> decodeCallResponse(std::string_view message, const std::string& name) {
  std::string_view text;
  if (!eachText(message, 1, [&text](std::string_view value) { text = value; })) {
    return malformedMessage();
  }
  if (text.empty()) return Value();
  ExactJson json = parseExactJson(text);
  if (json.good) return std::move(json.value);
  const std::string problem = json.too_large.empty()
                                  ? " is no JSON"
                                  : " " + json.too_large.substr(0, 40) + " does not fit 64 bits";
  return base::fail(ErrorCode::kFunction, "function " + name + ": its result" + problem);
}

base::Result<std::string_view> decodePrinted(std::string_view message) {
  std::string_view text;
  if (!eachText(message, 2, [&text](std::string_view data) { text = data; })) {
    return malformedMessage();
  }
  return text;
}

}  // namespace hrp::plugin
