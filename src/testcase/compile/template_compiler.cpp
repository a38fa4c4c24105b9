#include "testcase/compile/template_compiler.hpp"

#include <utility>

namespace hrp::testcase {
namespace {

class NoNames final : public expression::Resolver {
 public:
  std::optional<VariableRef> variable(std::string_view) override { return std::nullopt; }
  const expression::Function* function(std::string_view) override { return nullptr; }
  void report(std::string_view, std::size_t, const base::Error&) override {}
};

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) out.append(c == '$' ? 2 : 1, c);
  return out;
}

Value escapedValue(const Value& value) {
  if (value.is_string()) return escaped(value.get_ref<const std::string&>());
  if (value.is_array()) {
    Value out = Value::array();
    for (const Value& element : value) out.push_back(escapedValue(element));
    return out;
  }
  if (!value.is_object()) return value;
  Value out = Value::object();
  for (const auto& [key, element] : value.items()) out[escaped(key)] = escapedValue(element);
  return out;
}

}  // namespace

ValueTemplate literalTemplate(const Value& value) {
  NoNames resolver;
  return ValueTemplate::compile(escapedValue(value), resolver);
}

Template TemplateCompiler::text(const std::string& field, const std::string& text, Stage stage) {
  field_ = field;
  stage_ = stage;
  return Template::compile(text, *this);
}

ValueTemplate TemplateCompiler::value(const std::string& field, const Value& value, Stage stage) {
  field_ = field;
  stage_ = stage;
  return ValueTemplate::compile(value, *this);
}

FieldTemplate TemplateCompiler::field(const std::string& map, const std::string& name,
                                      const Value& written) {
  const std::string path = map + "." + name;
  FieldTemplate out;
  out.name = text(path, name, Stage::kBegin);
  out.value = value(path, written, Stage::kBegin);
  return out;
}

Template TemplateCompiler::name(const std::string& text) {
  field_ = "name";
  stage_ = Stage::kName;
  quiet_ = true;
  reported_ = false;
  Template compiled = Template::compile(text, *this);
  quiet_ = false;
  return reported_ ? Template::literal(text) : compiled;
}

ResponseExpression TemplateCompiler::response(const std::string& field, const std::string& text) {
  if (text.find('$') == std::string::npos) {
    ResponseExpression out = compileResponseExpression(text);
    if (out.error) diagnose(field, *out.error);
    return out;
  }
  ResponseExpression out;
  out.kind = ResponseExpression::Kind::kDynamic;
  out.source = text;
  out.value = value(field, Value(text), Stage::kResponse);
  return out;
}

Check TemplateCompiler::check(const ValidatorModel& model) {
  Check out;
  out.actual = response(model.field + ".check", model.check);
  out.assertion = model.assertion;
  out.comparator = expression::findComparator(model.assertion);
  out.expected = value(model.field + ".expect", model.expect, Stage::kResponse);
  out.message = model.message;
  if (out.comparator == nullptr) {
    diagnose(model.field + ".assert", base::Error{base::ErrorCode::kInvalidArgument,
                                                  "unexpected assertion: " + model.assertion,
                                                  {}});
  } else if (out.comparator == expression::findComparator("regex_match") &&
             out.expected.isConstant() && out.expected.constant().is_string()) {
    auto regex = expression::Regex::compile(out.expected.constant().get<std::string>());
    if (!regex) diagnose(model.field + ".expect", regex.error());
  }
  return out;
}

void TemplateCompiler::checkUrl(const std::string& field, const std::string& url) {
  if (!target_.check_url || url.find("://") == std::string::npos) return;
  if (const auto checked = target_.check_url(url); !checked) diagnose(field, checked.error());
}

void TemplateCompiler::use(std::string_view name, Stage stage) {
  stage_ = stage;
  static_cast<void>(variable(name));
}

void TemplateCompiler::diagnose(const std::string& field, base::Error error) {
  target_.program.diagnostics.push_back(Diagnostic{.file = target_.place.file,
                                                   .step = target_.place.step,
                                                   .field = field,
                                                   .error = std::move(error)});
}

std::optional<VariableRef> TemplateCompiler::variable(std::string_view name) {
  const bool sent = stage_ == Stage::kSend || stage_ == Stage::kResponse;
  if (sent && (name == "request" || name == kRequestVariable)) uses_request_ = true;
  if (stage_ == Stage::kResponse && (name == "response" || name == kResponseVariable)) {
    uses_response_ = true;
  }
  return target_.scope.lookUp(name, stage_);
}

const expression::Function* TemplateCompiler::function(std::string_view name) {
  // Custom functions win over builtins. A name is put into text where nobody can wait for them.
  const expression::Function* found = nullptr;
  if (target_.find_custom && stage_ != Stage::kName) found = target_.find_custom(name);
  if (found == nullptr) found = expression::findBuiltin(name);
  unknown_function_ = found == nullptr;
  return found;
}

void TemplateCompiler::enter(const std::string& member) {
  outer_fields_.push_back(field_.size());
  field_ += member;
}

void TemplateCompiler::leave() {
  field_.resize(outer_fields_.back());
  outer_fields_.pop_back();
}

void TemplateCompiler::report(std::string_view, std::size_t, const base::Error& error) {
  reported_ = true;
  if (quiet_) return;
  base::Error noted = error;
  const std::string& file = target_.functions_file;
  if (noted.code == base::ErrorCode::kFunction && unknown_function_ && !file.empty()) {
    noted.hint = "neither a builtin nor a function of " + file + " has this name";
  }
  const bool wrong_call = noted.code == base::ErrorCode::kFunction && !file.empty();
  diagnose(field_, std::move(noted));
  target_.program.diagnostics.back().wrong_call = wrong_call;
}

}  // namespace hrp::testcase
