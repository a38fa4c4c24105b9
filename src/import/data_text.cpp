#include "import/data_text.hpp"

#include <openssl/evp.h>

#include <optional>

#include "hrp/expression/template.hpp"

namespace hrp::import {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";

// Knows no names: whatever is not plain text stays visible as not constant.
class NothingDefined final : public expression::Resolver {
 public:
  std::optional<expression::VariableRef> variable(std::string_view) override {
    return std::nullopt;
  }
  const expression::Function* function(std::string_view) override { return nullptr; }
  void report(std::string_view, std::size_t, const base::Error&) override {}
};

std::string decodeCall(std::string_view bytes) {
  return bytes.empty() ? std::string() : "${base64_decode(\"" + base64Text(bytes) + "\")}";
}

std::string doubled(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '$') out += c;
  }
  return out;
}

// Whether a testcase reads `written` as `bytes`. The ends are guarded, because they may not be the
// ends of the whole text.
bool means(const std::string& written, std::string_view bytes) {
  NothingDefined nothing;
  const auto compiled = expression::Template::compile(written, nothing);
  return compiled.isConstant() && compiled.constant().is_string() &&
         compiled.constant().get_ref<const std::string&>() == bytes;
}

// `first` and `last`: nothing stands before or behind it.
std::string literalText(std::string_view bytes, bool first, bool last) {
  if (!isUtf8(bytes)) return decodeCall(bytes);
  std::size_t begin = 0;
  std::size_t end = bytes.size();
  if (first) begin = std::min(bytes.find_first_not_of(kBlanks), bytes.size());
  if (last) {
    const std::size_t found = bytes.find_last_not_of(kBlanks);
    end = found == std::string_view::npos ? begin : std::max(found + 1, begin);
  }
  const std::string_view middle = bytes.substr(begin, end - begin);
  const std::string written = doubled(middle);
  const std::string guarded = (first ? "" : ".") + written + (last ? "" : ".");
  const std::string meant = (first ? "" : ".") + std::string(middle) + (last ? "" : ".");
  // Blanks beyond ASCII at an end, too, would be dropped.
  if (!means(guarded, meant)) return decodeCall(bytes);
  return decodeCall(bytes.substr(0, begin)) + written + decodeCall(bytes.substr(end));
}

}  // namespace

DataText& DataText::literal(std::string_view bytes) {
  if (bytes.empty()) return *this;
  if (pieces_.empty() || pieces_.back().is_expression) pieces_.push_back({});
  pieces_.back().text += bytes;
  return *this;
}

DataText& DataText::expression(std::string_view source) {
  pieces_.push_back({std::string(source), true});
  return *this;
}

std::string DataText::text() const {
  std::string out;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const Piece& piece = pieces_[i];
    out +=
        piece.is_expression ? piece.text : literalText(piece.text, i == 0, i + 1 == pieces_.size());
  }
  return out;
}

std::string dataText(std::string_view bytes) {
  return DataText().literal(bytes).text();
}

std::string quotedArgument(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '$') out += c;
    out += c;
  }
  return out;
}

std::string base64Text(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

std::string percentEncoded(std::string_view bytes, std::string_view blank) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : bytes) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ') {
      out += blank;
    } else {
      out += '%';
      out += kHex[static_cast<unsigned char>(c) >> 4U];
      out += kHex[static_cast<unsigned char>(c) & 0xFU];
    }
  }
  return out;
}

bool isUtf8(std::string_view bytes) {
  // The JSON library's own check, so that what passes can be written by it.
  try {
    static_cast<void>(expression::Value(std::string(bytes)).dump());
  } catch (const expression::Value::exception&) {
    return false;
  }
  return true;
}

}  // namespace hrp::import
