#include "hrp/import/convert.hpp"

#include <utility>

#include "hrp/testcase/ordered_document.hpp"
#include "import/converters.hpp"

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

bool isTestcase(const OrderedValue& document) {
  // An api file has a request of its own.
  return document.contains("teststeps") || document.contains("config") ||
         isMap(document, "request");
}

Result<Converted> refuseKind(const std::string& file, const std::string& what) {
  return base::fail(ErrorCode::kUnsupported, file + ": " + what,
                    "hrp convert takes curl commands, HAR files, Postman 2.1 collections and "
                    "testcases");
}

Result<Converted> convertMap(OrderedValue document, const std::string& file, FileSource& files,
                             TextFormat format) {
  if (isMap(document, "collection")) document = OrderedValue(document["collection"]);
  if (isMap(document, "log") && document["log"].contains("entries")) {
    if (document["log"]["entries"].is_array()) return convertHar(document, file);
    return base::fail(ErrorCode::kParse, file + ": log.entries is not a list");
  }
  if (isMap(document, "info") && document.contains("item")) {
    return convertPostman(document, file, files);
  }
  if (isTestcase(document)) {
    Converted out;
    out.written_in = format;
    out.testcase = std::move(document);
    return out;
  }
  if (document.contains("openapi") || document.contains("swagger")) {
    return refuseKind(file, "an OpenAPI description cannot be converted");
  }
  if (document.contains("requests") && document.contains("order")) {
    return refuseKind(file, "a Postman 1 collection cannot be converted; export it as 2.1");
  }
  return refuseKind(file, "neither a HAR file, a Postman collection nor a testcase");
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

Result<Converted> convertDocument(std::string_view text, const std::string& file,
                                  FileSource& files) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.size() > testcase::kMaxDocumentBytes) {
    return base::fail(ErrorCode::kLimit,
                      file + ": larger than " + std::to_string(testcase::kMaxDocumentBytes) +
                          " bytes");
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const bool yaml = isYamlFile(file);
  const char first = firstCharacter(text);
  if (first == '\0') return refuseKind(file, "the file is empty");
  if (!yaml && first != '{' && first != '[') return convertCurlText(text, file, files);
  auto document = yaml ? testcase::readOrderedYaml(text, file)
                       : testcase::readOrderedJson(text, file);
  if (!document) return base::fail(std::move(document.error()));
  if (!document->is_object()) return refuseKind(file, "the document is not a map");
  return convertMap(std::move(*document), file, files,
                    yaml ? TextFormat::kYaml : TextFormat::kJson);
}

}  // namespace hrp::import
