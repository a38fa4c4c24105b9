#pragma once
// PostmanText: the texts of a Postman collection with their {{variables}} as texts of a testcase.
// Names that a testcase cannot have are changed, names that the collection does not define are
// noted, Postman's dynamic variables become functions. One object per collection, one thread.

#include <map>
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
  // A variable that the collection has, with its value.
  void define(const std::string& name, const OrderedValue& value);

  [[nodiscard]] std::string convert(std::string_view text);
  // The same with every literal percent-encoded and every variable in ${url_encode(…)}.
  [[nodiscard]] std::string convertEncoded(std::string_view text);
  // For an argument in double quotes of a function.
  [[nodiscard]] std::string convertArgument(std::string_view text);

  // Config variables: the defined ones, then those that texts use without a definition, empty.
  [[nodiscard]] OrderedValue variables() const;
  [[nodiscard]] std::vector<std::string> undefined() const;  // Postman's names

 private:
  [[nodiscard]] std::string expression(const std::string& name);

  std::map<std::string, std::string> names_;  // Postman's → the testcase's
  std::set<std::string> taken_;
  OrderedValue defined_ = OrderedValue::object();
  std::vector<std::string> undefined_;
};

}  // namespace hrp::import
