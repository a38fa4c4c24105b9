#include "hrp/testcase/document.hpp"

#include <algorithm>
#include <array>

#include "testcase/read/document_reader.hpp"

namespace hrp::testcase {
namespace {

template <std::size_t N>
bool isOneOf(std::string_view key, const std::array<std::string_view, N>& keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

constexpr std::array<std::string_view, 6> kStructureKeys = {"config", "teststeps", "request",
                                                            "api",    "testcase",  "websocket"};
constexpr std::array<std::string_view, 4> kTextMapKeys = {"headers", "cookies", "extract",
                                                          "environs"};

base::Result<expression::Value> rootOf(base::Result<Document> document) {
  if (!document) return base::fail(std::move(document.error()));
  return std::move(document->root);
}

}  // namespace

Region childRegion(Region parent, std::string_view key) {
  if (parent == Region::kTextMap) return Region::kTextList;
  if (parent != Region::kRoot && parent != Region::kConfig && parent != Region::kStructure) {
    return Region::kPlain;
  }
  if (isOneOf(key, kTextMapKeys)) return Region::kTextMap;
  if (parent == Region::kConfig && key == "parameters") return Region::kParameters;
  if (parent == Region::kRoot && key == "config") return Region::kConfig;
  if (parent == Region::kStructure && key == "upload") return Region::kUpload;
  return isOneOf(key, kStructureKeys) ? Region::kStructure : Region::kPlain;
}

Region elementRegion(Region parent) {
  return parent == Region::kStructure ? Region::kStructure : Region::kPlain;
}

expression::Value asOrderedList(expression::Value map, const std::vector<std::string>& order) {
  expression::Value list = expression::Value::array();
  for (const std::string& key : order) {
    expression::Value entry = expression::Value::object();
    entry[key] = std::move(map[key]);
    list.push_back(std::move(entry));
  }
  return list;
}

bool hasDocumentExtension(std::string_view file) {
  return file.ends_with(".json") || file.ends_with(".yaml") || file.ends_with(".yml");
}

base::Result<Document> readDocument(std::string_view text, const std::string& file, Region root) {
  if (text.size() > kMaxDocumentBytes) {
    return base::fail(base::ErrorCode::kLimit,
                      file + ": larger than " + std::to_string(kMaxDocumentBytes) + " bytes");
  }
  if (file.ends_with(".json")) return readJson(text, file, root);
  if (hasDocumentExtension(file)) return readYaml(text, file, root);
  return base::fail(base::ErrorCode::kBadExtension, file + ": not a .json, .yaml or .yml file");
}

base::Result<expression::Value> parseJsonDocument(std::string_view text, const std::string& file) {
  return rootOf(readJson(text, file, Region::kPlain));
}

base::Result<expression::Value> parseYamlDocument(std::string_view text, const std::string& file) {
  return rootOf(readYaml(text, file, Region::kPlain));
}

base::Result<expression::Value> parseDocument(std::string_view text, const std::string& file) {
  return rootOf(readDocument(text, file, Region::kPlain));
}

}  // namespace hrp::testcase
