#include "hrp/import/convert.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "import/converters.hpp"
#include "import/foreign_kind.hpp"

namespace hrp::import {
namespace {

using base::ErrorCode;
using base::Result;

bool isYamlFile(const std::string& file) {
  return file.ends_with(".yaml") || file.ends_with(".yml");
}

bool isMap(const OrderedValue& document, const char* key) {
  return document.contains(key) && document[key].is_object();
}

bool isHar(const OrderedValue& document) {
  return isMap(document, "log") && document["log"].contains("entries") &&
         document["log"]["entries"].is_array();
}

bool isPostman(const OrderedValue& document) {
  return isMap(document, "info") && document.contains("item");
}

bool isTestcase(const OrderedValue& document) {
  // An api file has a request of its own.
  return document.contains("teststeps") || document.contains("config") ||
         isMap(document, "request");
}

struct TextReader {
  bool (*fits)(std::string_view text);
  Result<Converted> (*read)(const Source& source);
};
constexpr std::array kTextReaders{
    TextReader{isFetchText, convertFetchText},
    TextReader{isPowerShellText, convertPowerShellText},
    TextReader{[](std::string_view) { return true; }, convertCurlText},
};

struct DocumentReader {
  bool (*fits)(const OrderedValue& document);
  Result<Converted> (*read)(const OrderedValue& document, const Source& source);
};
constexpr std::array kDocumentReaders{
    DocumentReader{isHar, convertHar},
    DocumentReader{isPostman, convertPostman},
};

Result<Converted> refuseKind(const std::string& file, const ForeignKind& kind) {
  return base::fail(ErrorCode::kUnsupported, file + ": " + kind.name, kind.cure);
}

Result<Converted> convertMap(OrderedValue document, const Source& source, TextFormat format) {
  if (isMap(document, "collection") && isPostman(document["collection"])) {
    document = OrderedValue(document["collection"]);
  }
  for (const DocumentReader& reader : kDocumentReaders) {
    if (reader.fits(document)) return reader.read(document, source);
  }
  if (isTestcase(document)) {
    Converted out;
    out.written_in = format;
    out.testcase = std::move(document);
    return out;
  }
  return refuseKind(source.file, foreignDocument(document));
}

// The first character that is neither blank nor part of a comment line.
char firstCharacter(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (std::string_view(" \t\r\n").find(c) == std::string_view::npos) {
      return c;
    }
  }
  return '\0';
}

}  // namespace

Result<Converted> convertDocument(std::string_view text, const std::string& file, FileSource& files,
                                  const ReadOptions& options) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.size() > testcase::kMaxDocumentBytes) {
    return base::fail(
        ErrorCode::kLimit,
        file + ": larger than " + std::to_string(testcase::kMaxDocumentBytes) + " bytes");
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const Source source{text, file, files, options};
  const bool yaml = isYamlFile(file);
  const char first = firstCharacter(text);
  if (first == '\0') return refuseKind(file, emptyKind());
  if (const auto foreign = foreignBytes(text)) return refuseKind(file, *foreign);
  if (!yaml && first != '{' && first != '[') {
    if (const auto foreign = foreignText(text)) return refuseKind(file, *foreign);
    const auto reader = std::find_if(kTextReaders.begin(), kTextReaders.end(),
                                     [text](const TextReader& one) { return one.fits(text); });
    return reader->read(source);
  }
  auto document =
      yaml ? testcase::readOrderedYaml(text, file) : testcase::readOrderedJson(text, file);
  if (!document) return base::fail(std::move(document.error()));
  return document->is_object() ? convertMap(std::move(*document), source,
                                            yaml ? TextFormat::kYaml : TextFormat::kJson)
                               : refuseKind(file, foreignDocument(*document));
}

}  // namespace hrp::import
