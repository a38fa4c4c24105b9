#include "import/har/recorded_body.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "hrp/base/base64.hpp"
#include "import/ordered_access.hpp"
#include "import/request_writer.hpp"

namespace hrp::import {
namespace {

std::optional<std::uint64_t> recordedNumber(const std::string& text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

// Each character up to U+00FF as one byte; none when there are others. `text` is UTF-8.
std::optional<std::string> bytesOfCharacters(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      out += text[i];
      continue;
    }
    const bool fits = (lead == 0xC2 || lead == 0xC3) && i + 1 < text.size();
    if (!fits) return std::nullopt;
    const auto next = static_cast<unsigned char>(text[++i]);
    out += static_cast<char>(((lead & 0x03U) << 6U) | (next & 0x3FU));
  }
  return out;
}

class BodyReader {
 public:
  BodyReader(const OrderedValue& request, const Source& source)
      : request_(request), source_(source) {}

  RecordedBody run() && {
    const auto found = request_.find("postData");
    if (found != request_.end() && found->is_object()) readData(*found);
    const auto length = recordedNumber(recordedHeader(request_, "Content-Length"));
    if (!out_.bytes && length && *length > 0) {
      out_.notes.push_back("its body of " + std::to_string(*length) +
                           " bytes is not in the recording");
    }
    return std::move(out_);
  }

 private:
  void readData(const OrderedValue& data) {
    out_.type = textIn(data, "mimeType");
    if (const std::string file = textIn(data, "_file"); !file.empty()) {
      readFile(file);
      return;
    }
    std::string text = textIn(data, "text");
    if (text.empty()) {
      readParams(listIn(data, "params"));
    } else if (textIn(data, "encoding") == "base64") {
      readBase64(text);
    } else {
      readText(std::move(text));
    }
  }

  void readFile(const std::string& file) {
    if (file.starts_with('/') || file.find("..") != std::string::npos) {
      out_.notes.push_back("its body is in " + file + ", which is not beside the recording");
      return;
    }
    const std::size_t slash = source_.file.find_last_of('/');
    const std::string folder = slash == std::string::npos ? "" : source_.file.substr(0, slash + 1);
    auto content = readSourceFile(folder + file, "its body", source_.files);
    if (content) {
      out_.bytes = std::move(*content);
    } else {
      out_.notes.push_back(content.error().message);
    }
  }

  void readBase64(const std::string& text) {
    if (auto bytes = base::base64Decoded(text)) {
      out_.bytes = std::move(*bytes);
    } else {
      out_.notes.push_back("its body is not valid base64 and is left out");
    }
  }

  // The recorded length tells whether a character stands for a byte or for its UTF-8.
  void readText(std::string text) {
    const auto length = recordedNumber(recordedHeader(request_, "Content-Length"));
    const bool packed = !recordedHeader(request_, "Content-Encoding").empty();
    if (length && !packed && *length != text.size()) {
      auto bytes = bytesOfCharacters(text);
      if (bytes && bytes->size() == *length) text = std::move(*bytes);
    }
    out_.bytes = std::move(text);
  }

  // Only the fields of a form were recorded, not its bytes.
  void readParams(const OrderedValue& params) {
    if (params.empty()) return;
    if (out_.type.starts_with("multipart/")) {
      out_.notes.push_back("the multipart form has no recorded content; its " +
                           std::to_string(params.size()) + " parts are left out");
      return;
    }
    std::string form;
    for (const OrderedValue& param : params) {
      if (!form.empty()) form += '&';
      form += percentEncoded(textIn(param, "name"), "+") + "=" +
              percentEncoded(textIn(param, "value"), "+");
    }
    if (out_.type.empty()) out_.type = "application/x-www-form-urlencoded";
    out_.bytes = std::move(form);
  }

  const OrderedValue& request_;
  const Source& source_;
  RecordedBody out_;
};

}  // namespace

std::string recordedHeader(const OrderedValue& message, std::string_view name) {
  for (const OrderedValue& header : listIn(message, "headers")) {
    if (sameName(textIn(header, "name"), name)) return textIn(header, "value");
  }
  return {};
}

RecordedBody recordedBody(const OrderedValue& request, const Source& source) {
  return BodyReader(request, source).run();
}

}  // namespace hrp::import
