#pragma once
// PostmanText: the texts of a Postman collection with their {{variables}} as texts of a testcase.
// Names that a testcase cannot have are changed, names that nothing defines stay the text that they
// are (as Postman sends it) and are noted, Postman's dynamic variables become functions. All
// variables are defined before the first text is converted. One object per collection, one thread.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/import/convert.hpp"
#include "import/data_text.hpp"

namespace hrp::import {

class PostmanText {
 public:
  // The testcase's name of a Postman variable.
  [[nodiscard]] std::string variableName(const std::string& name);
  // A variable with its value; the first definition of a name counts.
  void define(const std::string& name, const OrderedValue& value);
  [[nodiscard]] bool isDefined(const std::string& name) const;

  [[nodiscard]] std::string convert(std::string_view text);
  // Of a URL: a name that nothing defines is percent-encoded there, but for one that stands for the
  // host, which becomes an empty variable to be filled in.
  [[nodiscard]] std::string convertUrl(std::string_view text);
  // The same with every literal percent-encoded and every variable in ${url_encode(…)}.
  [[nodiscard]] std::string convertEncoded(std::string_view text);
  // For an argument in double quotes of a function.
  [[nodiscard]] std::string convertArgument(std::string_view text);
  // With the values that are known here; no value when one is not.
  [[nodiscard]] std::optional<std::string> known(std::string_view text);

  [[nodiscard]] OrderedValue variables();  // for the config, in the order of their definitions
  [[nodiscard]] const std::vector<std::string>& undefined() const { return undefined_; }

 private:
  // Empty for a name that nothing defines, which is noted.
  [[nodiscard]] std::string expression(const std::string& name);

  std::map<std::string, std::string> names_;  // Postman's → the testcase's
  std::set<std::string> taken_;
  std::map<std::string, OrderedValue> values_;  // as Postman has them
  std::vector<std::string> order_;
  std::vector<std::string> undefined_;
};

}  // namespace hrp::import
