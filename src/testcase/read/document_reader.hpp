#pragma once
// Document readers: the work behind hrp/testcase/document.hpp, with what only testcases need: the
// file order of `parameters`, and the scalars of text maps (headers, cookies, extract, environs) as
// they are written (1.50 stays "1.50").
//
// Pure; any thread. Bounds: kMaxDocumentBytes of text, kMaxDocumentDepth of nesting, kMaxNodes
// values after aliases are expanded.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/expression/value.hpp"
#include "hrp/testcase/ordered_document.hpp"

namespace hrp::testcase {

inline constexpr std::size_t kMaxDocumentDepth = 200;
inline constexpr std::size_t kMaxNodes = 1'000'000;

struct Document {
  expression::Value root;
  std::vector<std::string> parameter_order;  // keys of config.parameters, as in the file
  bool is_json = false;                      // JSON keys match in any case, as in Go
};

// What a place in a testcase means for the scalars below it.
// In kUpload a map becomes a list of maps of one entry, which keeps the order of the file.
enum class Region { kPlain, kRoot, kConfig, kStructure, kTextMap, kTextList, kParameters, kUpload };

[[nodiscard]] Region childRegion(Region parent, std::string_view key);
[[nodiscard]] Region elementRegion(Region parent);

// The map as a list of maps of one entry each; `order` names all of its keys.
[[nodiscard]] expression::Value asOrderedList(expression::Value map,
                                              const std::vector<std::string>& order);

// `root` is kRoot for a testcase and kPlain for any other document.
[[nodiscard]] base::Result<Document> readJson(std::string_view text, const std::string& file,
                                              Region root);
[[nodiscard]] base::Result<Document> readYaml(std::string_view text, const std::string& file,
                                              Region root);
// By the extension of the file's name.
[[nodiscard]] base::Result<Document> readDocument(std::string_view text, const std::string& file,
                                                  Region root);
// .json, .yaml or .yml, lower case only.
[[nodiscard]] bool hasDocumentExtension(std::string_view file);

}  // namespace hrp::testcase
