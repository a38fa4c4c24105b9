// Builtins that depend on their arguments only: hashes, encodings, max and list making.

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "expression/builtins/builtins.hpp"
#include "expression/number.hpp"
#include "expression/template/template_tokenizer.hpp"
#include "hrp/base/base64.hpp"
#include "hrp/expression/utf8.hpp"

namespace hrp::expression {
namespace {

using base::Result;

constexpr std::string_view kHexDigits = "0123456789abcdef";

std::string hex(std::span<const unsigned char> bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const unsigned byte : bytes) {
    out += kHexDigits[byte >> 4U];
    out += kHexDigits[byte & 0xFU];
  }
  return out;
}

const unsigned char* rawBytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Result<Value> digest(const BuiltinCall& call, const EVP_MD* algorithm) {
  const std::string text = call.text(0);
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), out.data(), &length, algorithm, nullptr) != 1) {
    return call.failed("the hash is not available");
  }
  return Value(hex({out.data(), length}));
}

Result<Value> md5(const BuiltinCall& call) {
  return digest(call, EVP_md5());
}
Result<Value> sha1(const BuiltinCall& call) {
  return digest(call, EVP_sha1());
}
Result<Value> sha256(const BuiltinCall& call) {
  return digest(call, EVP_sha256());
}

Result<Value> hmacSha256(const BuiltinCall& call) {
  const std::string key = call.text(0);
  const std::string text = call.text(1);
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), rawBytes(text), text.size(),
           out.data(), &length) == nullptr) {
    return call.failed("the hash is not available");
  }
  return Value(hex({out.data(), length}));
}

// Text where it is text, else bytes: a JSON text has to be valid UTF-8.
Value textOrBytes(std::string content) {
  if (isValidUtf8(content)) return Value(std::move(content));
  return Value::binary(Value::binary_t::container_type(content.begin(), content.end()));
}

Result<Value> base64(const BuiltinCall& call) {
  return Value(base::base64(call.text(0)));
}

Result<Value> base64Decode(const BuiltinCall& call) {
  auto bytes = base::base64Decoded(call.text(0));
  if (!bytes) return call.badArgument(0, "is not valid base64");
  return textOrBytes(std::move(*bytes));
}

// A query component: all but the unreserved characters of RFC 3986.
Result<Value> urlEncode(const BuiltinCall& call) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : call.text(0)) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const unsigned byte = static_cast<unsigned char>(c);
    out += '%';
    out += static_cast<char>(std::toupper(kHexDigits[byte >> 4U]));
    out += static_cast<char>(std::toupper(kHexDigits[byte & 0xFU]));
  }
  return Value(std::move(out));
}

Result<Value> splitByComma(const BuiltinCall& call) {
  const std::string text = call.text(0);
  std::string_view rest = text;
  Value list = Value::array();
  while (true) {
    const std::size_t comma = rest.find(',');
    list.push_back(std::string(trimSpace(rest.substr(0, comma))));
    if (comma == std::string_view::npos) return list;
    rest.remove_prefix(comma + 1);
  }
}

// The larger one as it is, so that integers stay exact.
Result<Value> larger(const BuiltinCall& call) {
  for (std::size_t i = 0; i < 2; ++i) {
    if (auto number = call.number(i); !number) return base::fail(std::move(number.error()));
  }
  const bool second = std::is_lt(compareNumbers(call.arguments[0], call.arguments[1]));
  return call.arguments[second ? 1 : 0];
}

constexpr std::array kTextBuiltins = {
    BuiltinEntry{"base64", 1, 1, base64},
    BuiltinEntry{"base64_decode", 1, 1, base64Decode},
    BuiltinEntry{"hmac_sha256", 2, 2, hmacSha256},
    BuiltinEntry{"max", 2, 2, larger},
    BuiltinEntry{"md5", 1, 1, md5},
    BuiltinEntry{"sha1", 1, 1, sha1},
    BuiltinEntry{"sha256", 1, 1, sha256},
    BuiltinEntry{"split_by_comma", 1, 1, splitByComma},
    BuiltinEntry{"url_encode", 1, 1, urlEncode},
};

}  // namespace

std::span<const BuiltinEntry> textBuiltins() {
  return kTextBuiltins;
}

}  // namespace hrp::expression
