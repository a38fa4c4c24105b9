#include <algorithm>
#include <cctype>
#include <limits>
#include <optional>
#include <utility>

#include "hrp/base/text_place.hpp"
#include "testcase/read/document_reader.hpp"

namespace hrp::testcase {
namespace {

using expression::Value;

// Keys match in any case.
std::string inSmall(std::string key) {
  std::transform(key.begin(), key.end(), key.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return key;
}

// The library's text after its "parse error at line 1, column 2: " head, and without what it read
// last: an error may go to somebody who may not see the file.
std::string reasonOf(std::string text) {
  if (const std::size_t quoted = text.find("; last read: "); quoted != std::string::npos) {
    text.erase(quoted);
  }
  const std::size_t head = text.find("column ");
  const std::size_t colon = head == std::string::npos ? head : text.find(": ", head);
  const std::size_t bare = text.find("] ");
  if (colon != std::string::npos) return text.substr(colon + 2);
  return bare == std::string::npos ? text : text.substr(bare + 2);
}

// Builds the document from the parser's events. Elements are only ever added to the innermost open
// container, so the pointers on the stack stay valid.
class Builder final : public nlohmann::json_sax<Value> {
 public:
  explicit Builder(Region root) : root_region_(root) {}

  bool null() override { return addScalar(Value(), ""); }
  bool boolean(bool value) override { return addScalar(value, value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override {
    return addScalar(value, std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (value <= static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      return number_integer(static_cast<std::int64_t>(value));
    }
    return addScalar(value, std::to_string(value));
  }
  bool number_float(number_float_t value, const string_t& written) override {
    return addScalar(value, written);
  }
  bool string(string_t& value) override { return add(std::move(value)) != nullptr; }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Value::object()); }
  bool start_array(std::size_t) override { return open(Value::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    Level& level = levels_.back();
    if (level.region == Region::kParameters) {
      auto& order = document.parameter_order;
      order.erase(std::remove(order.begin(), order.end(), name), order.end());
      order.push_back(name);
    }
    if (level.region == Region::kUpload) {
      level.order.erase(std::remove(level.order.begin(), level.order.end(), name),
                        level.order.end());
      level.order.push_back(name);
    }
    level.key = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    offset = position == 0 ? 0 : position - 1;
    reason = reasonOf(error.what());
    return false;
  }

  Document document;
  std::size_t offset = 0;
  std::optional<std::string> reason;

 private:
  struct Level {
    Value* container;
    Region region;
    std::string key;
    std::vector<std::string> order{};  // of the keys, in kUpload
  };

  bool addScalar(Value value, const std::string& written) {
    const bool as_text =
        !levels_.empty() &&
        (levels_.back().region == Region::kTextMap ||
         (levels_.back().region == Region::kTextList && levels_.back().container->is_array()));
    return add(as_text ? Value(written) : std::move(value)) != nullptr;
  }

  Value* add(Value value) {
    if (levels_.empty()) {
      document.root = std::move(value);
      return &document.root;
    }
    Level& level = levels_.back();
    if (level.container->is_array()) {
      level.container->push_back(std::move(value));
      return &level.container->back();
    }
    Value& place = (*level.container)[level.key];
    place = std::move(value);
    return &place;
  }

  bool open(Value empty) {
    if (levels_.size() >= kMaxDocumentDepth) {
      reason = "nested deeper than " + std::to_string(kMaxDocumentDepth) + " levels";
      return false;
    }
    Region region = root_region_;
    if (!levels_.empty()) {
      const Level& level = levels_.back();
      region = level.container->is_array() ? elementRegion(level.region)
                                           : childRegion(level.region, inSmall(level.key));
    }
    levels_.push_back(Level{add(std::move(empty)), region, {}});
    return true;
  }

  bool close() {
    const Level& level = levels_.back();
    if (level.region == Region::kUpload && level.container->is_object()) {
      *level.container = asOrderedList(std::move(*level.container), level.order);
    }
    levels_.pop_back();
    return true;
  }

  Region root_region_;
  std::vector<Level> levels_;
};

}  // namespace

base::Result<Document> readJson(std::string_view text, const std::string& file, Region root) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Builder builder(root);
  const bool complete = Value::sax_parse(text.begin(), text.end(), &builder,
                                         nlohmann::detail::input_format_t::json, false);
  if (!complete) {
    std::string place = file;
    if (builder.offset > 0 || text.empty()) place += ":" + base::placeInText(text, builder.offset);
    return base::fail(base::ErrorCode::kMalformedJson,
                      place + ": malformed JSON: " + builder.reason.value_or("unexpected value"));
  }
  builder.document.is_json = true;
  return std::move(builder.document);
}

}  // namespace hrp::testcase
