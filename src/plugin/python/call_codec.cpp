#include "plugin/python/call_codec.hpp"

#include <filesystem>

#include "plugin/calls/exact_json.hpp"
#include "plugin/calls/value_bytes.hpp"

namespace hrp::plugin {
namespace {

using base::ErrorCode;
using expression::Value;

constexpr std::size_t kHeadBytes = 12;
constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kMaxErrorText = 2000;

std::uint64_t bigEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = (value << 8U) | static_cast<unsigned char>(byte);
  return value;
}

void appendBigEndian(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = bytes; i > 0; --i) out += static_cast<char>(value >> ((i - 1) * 8U) & 0xFFU);
}

std::string frameOf(std::uint64_t number, const std::string& body) {
  std::string out;
  out.reserve(kHeadBytes + body.size());
  appendBigEndian(out, body.size() + kNumberBytes, 4);
  appendBigEndian(out, number, kNumberBytes);
  return out + body;
}

tl::unexpected<base::Error> malformed() {
  return base::fail(ErrorCode::kParse, "malformed answer of the Python interpreter");
}

std::string textOf(const Value& error, const char* key) {
  const auto found = error.find(key);
  std::string text = found != error.end() && found->is_string() ? found->get<std::string>() : "";
  if (text.size() > kMaxErrorText) text.resize(kMaxErrorText);
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return text;
}

// "ValueError: bad"
std::string exceptionText(const Value& error) {
  const std::string type = textOf(error, "type");
  const std::string message = textOf(error, "message");
  return message.empty() ? type : type + ": " + message;
}

std::string tracebackOf(const Value& error) {
  const auto found = error.find("traceback");
  return found != error.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string lineOf(const Value& error, const std::string& file) {
  const auto line = error.find("line");
  if (line == error.end() || !line->is_number_integer()) return {};
  return file + ":" + std::to_string(line->get<std::int64_t>());
}

}  // namespace

base::Result<std::optional<Frame>> takeFrame(std::string_view& bytes) {
  if (bytes.size() < kHeadBytes) return std::nullopt;
  const std::uint64_t length = bigEndian(bytes.substr(0, 4));
  if (length <= kNumberBytes || length > kMaxFrameBytes) return malformed();
  if (bytes.size() < 4 + length) return std::nullopt;
  const Frame frame{bigEndian(bytes.substr(4, kNumberBytes)),
                    bytes.substr(kHeadBytes, length - kNumberBytes)};
  bytes.remove_prefix(4 + length);
  return frame;
}

std::string encodeSource(const std::string& file, const std::string& copies) {
  const Value body = {{"file", file}, {"copies", copies}};
  return frameOf(0, body.dump(-1, ' ', false, Value::error_handler_t::replace));
}

base::Result<std::string> encodeCall(std::uint64_t number, const std::string& name,
                                     const Value& arguments) {
  const Value call =
      Value::array({name, holdsBytes(arguments) ? withBytesMarked(arguments) : arguments});
  // A binary response body is no UTF-8; the rest of the response is still worth having.
  std::string body = call.dump(-1, ' ', false, Value::error_handler_t::replace);
  if (body.size() > kMaxFrameBytes - kNumberBytes) {
    return base::fail(ErrorCode::kFunction,
                      "function " + name + ": the arguments are larger than 64 MiB");
  }
  return frameOf(number, body);
}

base::Result<Hello> decodeHello(std::string_view body, const std::string& file,
                                TracebackLog& tracebacks) {
  if (body.empty()) return malformed();
  const Value json = Value::parse(body.substr(1), nullptr, false);
  if (!json.is_object()) return malformed();
  if (body[0] == 0) {
    const std::string line = lineOf(json, file);
    tracebacks.show({}, tracebackOf(json));
    return base::fail(ErrorCode::kFunction,
                      (line.empty() ? file : line) + ": " + exceptionText(json));
  }
  Hello hello;
  try {
    hello.files = json.at("files").get<std::vector<std::string>>();
    for (const Value& function : json.at("functions")) {
      expression::CustomFunctions::Signature signature;
      signature.name = function.at(0).get<std::string>();
      signature.min_arguments = function.at(1).get<std::size_t>();
      if (!function.at(2).is_null()) signature.max_arguments = function.at(2).get<std::size_t>();
      hello.functions.push_back(std::move(signature));
    }
  } catch (const Value::exception&) {
    return malformed();
  }
  return hello;
}

base::Result<Value> decodeAnswer(std::string_view body, const std::string& name,
                                 const std::string& file, TracebackLog& tracebacks) {
  if (body.empty()) return malformed();
  const std::string_view text = body.substr(1);
  if (body[0] == 0) {
    const Value error = Value::parse(text, nullptr, false);
    if (!error.is_object()) return malformed();
    tracebacks.show(name, tracebackOf(error));
    const std::string line = lineOf(error, std::filesystem::path(file).filename().string());
    return base::fail(ErrorCode::kFunction, "function " + name + ": " + exceptionText(error) +
                                                (line.empty() ? "" : " (" + line + ")"));
  }
  ExactJson json = parseExactJson(text);
  if (json.good) {
    if (text.find(kBytesInText) != std::string_view::npos) unmarkBytes(json.value);
    return std::move(json.value);
  }
  if (json.too_large.empty()) return malformed();
  return base::fail(ErrorCode::kFunction, "function " + name + ": its result " +
                                              json.too_large.substr(0, 40) +
                                              " does not fit 64 bits");
}

}  // namespace hrp::plugin
