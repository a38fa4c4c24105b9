#pragma once
// FieldReader: reads the fields of one map of a testcase with their types. The first wrong field
// becomes the error of the shared ReadState, with file, step and field path; later reads go on with
// defaults, so that reading code needs one check at its end. Loader's thread only.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::testcase {

using TextPairs = std::vector<std::pair<std::string, std::string>>;

struct ReadState {
  std::string file;
  std::string step;       // "step 2 (login)"; empty outside the steps
  bool any_case = false;  // keys match in any case (JSON)
  // Strict mode: every field that nobody reads is named here, as a message with its place.
  std::vector<std::string>* unknown = nullptr;
  std::optional<base::Error> error{};

  [[nodiscard]] std::string placeOf(const std::string& field) const;  // "f.yaml: step 2: url"
  void fail(base::ErrorCode code, const std::string& field, const std::string& reason,
            std::string hint = {});
};

[[nodiscard]] std::string kindName(const expression::Value& value);  // "text", "a number", …

class FieldReader {
 public:
  // `map` outlives the reader. Anything but a map is an error; null reads as an empty map.
  FieldReader(const expression::Value& map, std::string path, ReadState& state);

  [[nodiscard]] const expression::Value* find(const std::string& name);  // null value: absent
  [[nodiscard]] std::string text(const std::string& name, const std::string& fallback = {});
  [[nodiscard]] std::optional<double> number(const std::string& name);
  [[nodiscard]] std::optional<std::int64_t> integer(const std::string& name);
  [[nodiscard]] std::optional<bool> boolean(const std::string& name);
  [[nodiscard]] const expression::Value* map(const std::string& name);   // null: absent
  [[nodiscard]] const expression::Value* list(const std::string& name);  // null: absent
  [[nodiscard]] expression::Value mapOrEmpty(const std::string& name);
  [[nodiscard]] TextPairs textMap(const std::string& name);
  // The same where a value may be a list: a pair for each of its texts.
  [[nodiscard]] TextPairs headerMap(const std::string& name);
  [[nodiscard]] std::vector<std::string> textList(const std::string& name);
  // In strict mode: a message for every field that was neither read nor named here.
  void finish(std::initializer_list<std::string_view> ignored = {});

  void refuse(const std::string& name, const std::string& reason, std::string hint = {});
  [[nodiscard]] std::string pathOf(const std::string& name) const;
  [[nodiscard]] ReadState& state() { return state_; }

 private:
  [[nodiscard]] std::string textOf(const std::string& name, const expression::Value& value);
  const expression::Value* ofKind(const std::string& name, bool fits, const char* expected,
                                  const expression::Value* value);

  const expression::Value* map_;
  std::string path_;
  ReadState& state_;
  std::set<std::string> seen_;
};

}  // namespace hrp::testcase
