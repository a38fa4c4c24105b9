#include "plugin/calls/exact_json.hpp"

namespace hrp::plugin {
namespace {

using expression::Value;

class ExactParser final : public nlohmann::detail::json_sax_dom_parser<Value> {
 public:
  explicit ExactParser(Value& out) : json_sax_dom_parser(out, false) {}
  bool number_float(double value, const std::string& text) {
    if (text.find_first_of(".eE") == std::string::npos) {
      too_large = text;
      return false;
    }
    return json_sax_dom_parser::number_float(value, text);
  }
  std::string too_large;
};

}  // namespace

ExactJson parseExactJson(std::string_view text) {
  ExactJson out;
  ExactParser parser(out.value);
  out.good = Value::sax_parse(text, &parser);
  out.too_large = std::move(parser.too_large);
  return out;
}

}  // namespace hrp::plugin
