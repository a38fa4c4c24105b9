#include <yaml-cpp/yaml.h>

#include <exception>
#include <utility>

#include "hrp/testcase/yaml_scalar.hpp"
#include "testcase/read/document_reader.hpp"

namespace hrp::testcase {
namespace {

using expression::Value;

// Leaves the conversion; caught in readYaml.
struct DocumentError {
  base::Error error;
};

// Well-formed UTF-8 (RFC 3629), so that every text can be written as JSON. Gives the offset of the
// first bad byte from `at` on, or npos.
std::size_t badUtf8(std::string_view text, std::size_t at = 0) {
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0 || at + length > text.size()) return at;
    for (std::size_t i = 1; i < length; ++i) {
      const auto byte = static_cast<unsigned char>(text[at + i]);
      unsigned char low = 0x80;
      unsigned char high = 0xBF;
      if (i == 1 && lead == 0xE0) low = 0xA0;
      if (i == 1 && lead == 0xED) high = 0x9F;
      if (i == 1 && lead == 0xF0) low = 0x90;
      if (i == 1 && lead == 0xF4) high = 0x8F;
      if (byte < low || byte > high) return at;
    }
    at += length;
  }
  return std::string_view::npos;
}

// The library gives the escapes \_ and \N as one byte each; in UTF-8 they are two.
std::string scalarText(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  std::string out;
  std::size_t start = 0;
  for (std::size_t bad = badUtf8(text); bad < text.size(); bad = badUtf8(text, bad + 1)) {
    out.append(text, start, bad - start) += '\xC2';
    start = bad;
  }
  out.append(text, start);
  return out;
}

class Converter {
 public:
  Converter(std::string file, Document& document) : file_(std::move(file)), document_(document) {}

  Value convert(const YAML::Node& node, Region region, std::size_t depth) {
    if (depth > kMaxDocumentDepth) {
      refuse(node, base::ErrorCode::kLimit,
             "nested deeper than " + std::to_string(kMaxDocumentDepth) + " levels");
    }
    // Counted after aliases are expanded: a file of nested aliases grows exponentially.
    count(node, 1, node.IsScalar() ? node.Scalar().size() : 0);
    switch (node.Type()) {
      case YAML::NodeType::Scalar:
        return scalar(node);
      case YAML::NodeType::Sequence:
        return list(node, region, depth);
      case YAML::NodeType::Map:
        return map(node, region, depth);
      case YAML::NodeType::Null:
      case YAML::NodeType::Undefined:
        break;
    }
    return {};
  }

 private:
  [[noreturn]] void refuse(const YAML::Node& node, base::ErrorCode code,
                           const std::string& reason) const {
    const YAML::Mark mark = node.Mark();
    throw DocumentError{base::Error{code,
                                    file_ + ":" + std::to_string(mark.line + 1) + ":" +
                                        std::to_string(mark.column + 1) + ": " + reason,
                                    {}}};
  }

  void count(const YAML::Node& node, std::size_t nodes, std::size_t bytes) {
    nodes_ += nodes;
    bytes_ += bytes;
    if (nodes_ > kMaxNodes || bytes_ > kMaxDocumentBytes) {
      refuse(node, base::ErrorCode::kLimit, "too large after its aliases are expanded");
    }
  }

  [[nodiscard]] Value scalar(const YAML::Node& node) const {
    const std::string& tag = node.Tag();
    const bool plain = tag.empty() || tag == "?";
    const bool typed = tag == "tag:yaml.org,2002:int" || tag == "tag:yaml.org,2002:float" ||
                       tag == "tag:yaml.org,2002:bool" || tag == "tag:yaml.org,2002:null";
    if (!plain && !typed) return scalarText(node);
    auto value = resolvePlainScalar(node.Scalar());
    if (!value) refuse(node, value.error().code, value.error().message);
    return *std::move(value);
  }

  Value list(const YAML::Node& node, Region region, std::size_t depth) {
    Value out = Value::array();
    for (const auto& element : node) {
      out.push_back(region == Region::kTextList && element.IsScalar()
                        ? textScalar(element)
                        : convert(element, elementRegion(region), depth + 1));
    }
    return out;
  }

  [[nodiscard]] std::string keyText(const YAML::Node& key) const {
    if (key.IsScalar()) return scalarText(key);
    if (key.IsNull()) return "null";
    refuse(key, base::ErrorCode::kMalformedYaml, "a map key must be text");
  }

  Value map(const YAML::Node& node, Region region, std::size_t depth) {
    Value out = Value::object();
    Value merged = Value::object();
    std::vector<std::string> order;
    for (const auto& entry : node) {
      const std::string key = keyText(entry.first);
      if (key == "<<" && entry.first.Tag() == "?") {
        merge(merged, entry.second, region, depth);
        continue;
      }
      if (out.contains(key)) {
        refuse(entry.first, base::ErrorCode::kMalformedYaml,
               "key \"" + key + "\" is already in this map");
      }
      order.push_back(key);
      out[key] = region == Region::kTextMap && entry.second.IsScalar()
                     ? textScalar(entry.second)
                     : convert(entry.second, childRegion(region, key), depth + 1);
    }
    for (auto& [key, value] : merged.items()) {
      if (out.contains(key)) continue;
      out[key] = std::move(value);
      order.push_back(key);
    }
    if (region == Region::kUpload) return asOrderedList(std::move(out), order);
    if (region == Region::kParameters) {
      document_.parameter_order.insert(document_.parameter_order.end(), order.begin(), order.end());
    }
    return out;
  }

  Value textScalar(const YAML::Node& node) {
    count(node, 1, node.Scalar().size());
    return scalarText(node);
  }

  // `<<: *map` or `<<: [*first, *second]`; the first wins.
  void merge(Value& merged, const YAML::Node& source, Region region, std::size_t depth) {
    if (source.IsSequence()) {
      for (const auto& element : source) mergeMap(merged, element, region, depth);
    } else {
      mergeMap(merged, source, region, depth);
    }
  }

  void mergeMap(Value& merged, const YAML::Node& source, Region region, std::size_t depth) {
    if (!source.IsMap()) {
      refuse(source, base::ErrorCode::kMalformedYaml, "a merge key needs a map or a list of maps");
    }
    // The order is noted by the map that takes the entries over.
    const bool ordered = region == Region::kParameters || region == Region::kUpload;
    const Region plain = ordered ? Region::kPlain : region;
    Value entries = convert(source, plain, depth + 1);
    for (auto& [key, value] : entries.items()) {
      if (!merged.contains(key)) merged[key] = std::move(value);
    }
  }

  std::string file_;
  Document& document_;
  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
};

base::Result<Document> malformed(const std::string& file, const YAML::Mark& mark,
                                 const std::string& reason) {
  std::string place = file;
  if (!mark.is_null()) {
    place += ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
  }
  return base::fail(base::ErrorCode::kMalformedYaml, place + ": malformed YAML: " + reason);
}

}  // namespace

base::Result<Document> readYaml(std::string_view text, const std::string& file, Region root) {
  if (const std::size_t bad = badUtf8(text); bad != std::string_view::npos) {
    return base::fail(base::ErrorCode::kMalformedYaml,
                      file + ": not UTF-8 at byte " + std::to_string(bad + 1));
  }
  Document document;
  try {
    const YAML::Node node = YAML::Load(std::string(text));
    document.root = Converter(file, document).convert(node, root, 0);
  } catch (const DocumentError& refused) {
    return base::fail(refused.error);
  } catch (const YAML::Exception& error) {
    return malformed(file, error.mark, error.msg);
  } catch (const std::exception& error) {
    return malformed(file, YAML::Mark::null_mark(), error.what());
  }
  return document;
}

}  // namespace hrp::testcase
