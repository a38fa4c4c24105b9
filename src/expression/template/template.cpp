#include "hrp/expression/template.hpp"

#include <algorithm>
#include <limits>

#include "expression/template/template_tokenizer.hpp"
#include "hrp/base/assert.hpp"
#include "hrp/expression/json_text.hpp"

namespace hrp::expression {
namespace {

using base::Error;
using base::ErrorCode;

// Literal text or a variable.
struct TextPart {
  bool is_variable = false;
  VariableRef variable;
  std::string text;        // of the literal, or the variable's name
  std::size_t offset = 0;  // in the template's text
};

struct Argument {
  bool quoted = false;
  Value constant;
  std::vector<TextPart> parts;  // empty: the constant
};

struct Call {
  const Function* function = nullptr;
  std::size_t offset = 0;  // in the template's text
  std::vector<Argument> arguments;
};

struct Part {
  TextPart text;
  std::optional<Call> call;
};

const Value* firstSet(const VariableRef& variable, std::span<const Value> slots) {
  for (std::uint8_t i = 0; i < variable.count; ++i) {
    const Slot slot = variable.candidates[i];
    if (slot < slots.size() && isSet(slots[slot])) return &slots[slot];
  }
  return nullptr;
}

// The same error with its place in the text, in bytes from 0.
Error placed(Error error, std::size_t offset) {
  error.message += " (at offset " + std::to_string(offset) + ")";
  return error;
}

Error notFound(const std::string& name) {
  return Error{ErrorCode::kUndefinedVariable, "variable " + name + " not found", {}};
}

Error notSet(const TextPart& variable) {
  return placed(notFound(variable.text), variable.offset);
}

// Texts first: they are nearly all there is to append on the request path.
void appendFast(std::string& out, const Value& value) {
  if (value.is_string()) {
    out += value.get_ref<const std::string&>();
  } else {
    appendText(out, value);
  }
}

base::Result<> appendPart(std::string& out, const TextPart& part, const Scope& scope) {
  if (!part.is_variable) {
    out += part.text;
    return {};
  }
  const Value* value = firstSet(part.variable, scope.slots);
  if (value == nullptr) return base::fail(notSet(part));
  appendFast(out, *value);
  return {};
}

base::Result<Value> evaluateArgument(const Argument& argument, const Scope& scope) {
  if (argument.parts.size() == 1 && argument.parts[0].is_variable && !argument.quoted) {
    const Value* value = firstSet(argument.parts[0].variable, scope.slots);
    if (value == nullptr) return base::fail(notSet(argument.parts[0]));
    return *value;
  }
  if (argument.parts.empty()) return argument.constant;
  std::string text;
  for (const TextPart& part : argument.parts) {
    if (auto appended = appendPart(text, part, scope); !appended) {
      return base::fail(std::move(appended.error()));
    }
  }
  return Value(std::move(text));
}

base::Result<Value> evaluateCall(const Call& call, const Scope& scope) {
  if (scope.context == nullptr) {
    return base::fail(ErrorCode::kFunction,
                      "function " + std::string(call.function->name()) + " cannot be called here");
  }
  std::vector<Value> arguments;
  arguments.reserve(call.arguments.size());
  for (const Argument& argument : call.arguments) {
    auto value = evaluateArgument(argument, scope);
    if (!value) return value;
    arguments.push_back(std::move(*value));
  }
  auto value = call.function->call(arguments, *scope.context);
  if (!value) value.error() = placed(std::move(value.error()), call.offset);
  return value;
}

std::string expectedCount(const Function& function) {
  const std::size_t low = function.minArguments();
  const std::size_t high = function.maxArguments();
  if (high == std::numeric_limits<std::size_t>::max()) return "at least " + std::to_string(low);
  if (low == high) return std::to_string(low);
  return std::to_string(low) + " to " + std::to_string(high);
}

std::optional<Error> checkCount(const Function& function, std::size_t count) {
  if (count >= function.minArguments() && count <= function.maxArguments()) return std::nullopt;
  return Error{ErrorCode::kFunction,
               "function " + std::string(function.name()) + " expects " + expectedCount(function) +
                   " argument(s), but got " + std::to_string(count),
               {}};
}

}  // namespace

struct Template::Body {
  std::string source;
  bool is_constant = true;
  Value constant = std::string();
  std::string constant_text;
  std::vector<Part> parts;
  std::optional<Error> broken;
  std::vector<std::string> names;
};

namespace {

// Turns tokens into parts against a Resolver, and keeps the first problem.
class Compiler {
 public:
  Compiler(std::string_view source, Resolver& resolver) : source_(source), resolver_(resolver) {}

  TextPart text(bool is_variable, const std::string& text, std::size_t offset) {
    TextPart part;
    part.is_variable = is_variable;
    part.text = text;
    part.offset = offset;
    if (!is_variable) return part;
    if (std::find(names.begin(), names.end(), text) == names.end()) names.push_back(text);
    if (const auto found = resolver_.variable(text)) {
      part.variable = *found;
    } else {
      problem(offset, notFound(text));
    }
    return part;
  }

  Call call(const TemplateToken& token) {
    Call call;
    call.function = resolver_.function(token.text);
    call.offset = token.offset;
    if (call.function == nullptr) {
      problem(token.offset,
              Error{ErrorCode::kFunction, "function " + token.text + " is not found", {}});
    } else if (auto error = checkCount(*call.function, token.arguments.size())) {
      problem(token.offset, std::move(*error));
    }
    for (const ArgumentToken& written : token.arguments) {
      Argument argument;
      argument.quoted = written.quoted;
      argument.constant = written.constant;
      for (const TextToken& piece : written.pieces) {
        argument.parts.push_back(text(piece.is_variable, piece.text, piece.offset));
      }
      if (argument.parts.empty() && written.quoted) argument.constant = std::string();
      call.arguments.push_back(std::move(argument));
    }
    return call;
  }

  std::vector<std::string> names;
  std::optional<Error> broken;

 private:
  void problem(std::size_t offset, Error error) {
    error = placed(std::move(error), offset);
    resolver_.report(source_, offset, error);
    if (!broken) broken = std::move(error);
  }

  std::string_view source_;
  Resolver& resolver_;
};

base::Result<> appendCall(std::string& out, const Call& call, const Scope& scope) {
  auto value = evaluateCall(call, scope);
  if (!value) return base::fail(std::move(value.error()));
  appendFast(out, *value);
  return {};
}

}  // namespace

Template::Template() {
  static const auto kEmpty = std::make_shared<const Body>();
  body_ = kEmpty;
}

Template Template::compile(std::string_view text, Resolver& resolver) {
  auto body = std::make_shared<Body>();
  body->source = text;
  Compiler compiler(text, resolver);
  for (const TemplateToken& token : tokenizeTemplate(text)) {
    Part part;
    if (token.kind == TemplateToken::Kind::kCall) {
      part.call = compiler.call(token);
    } else {
      const bool is_variable = token.kind == TemplateToken::Kind::kVariable;
      part.text = compiler.text(is_variable, token.text, token.offset);
    }
    body->is_constant = body->is_constant && !part.call && !part.text.is_variable;
    body->parts.push_back(std::move(part));
  }
  body->names = std::move(compiler.names);
  body->broken = std::move(compiler.broken);
  if (body->is_constant && !body->parts.empty()) {
    body->constant_text = body->parts.front().text.text;
    body->constant = body->constant_text;
  }
  Template made;
  made.body_ = std::move(body);
  return made;
}

Template Template::literal(Value value) {
  auto body = std::make_shared<Body>();
  body->constant_text = toText(value);
  body->source = body->constant_text;
  body->constant = std::move(value);
  Template made;
  made.body_ = std::move(body);
  return made;
}

bool Template::isConstant() const {
  return body_->is_constant;
}

const Value& Template::constant() const {
  HRP_ASSERT(body_->is_constant);
  return body_->constant;
}

const std::string& Template::source() const {
  return body_->source;
}

base::Result<Value> Template::evaluate(const Scope& scope) const {
  if (body_->is_constant) return body_->constant;
  if (body_->broken) return base::fail(*body_->broken);
  if (body_->parts.size() == 1) {
    const Part& only = body_->parts.front();
    if (only.call) return evaluateCall(*only.call, scope);
    const Value* value = firstSet(only.text.variable, scope.slots);
    if (value == nullptr) return base::fail(notSet(only.text));
    return *value;
  }
  std::string text;
  if (auto appended = appendTo(text, scope); !appended) {
    return base::fail(std::move(appended.error()));
  }
  return Value(std::move(text));
}

const Value* Template::borrow(const Scope& scope) const {
  if (body_->is_constant) return &body_->constant;
  if (body_->parts.size() != 1 || body_->broken || body_->parts.front().call) return nullptr;
  return firstSet(body_->parts.front().text.variable, scope.slots);
}

base::Result<> Template::appendTo(std::string& out, const Scope& scope) const {
  const Body& body = *body_;
  if (body.is_constant) {
    out += body.constant_text;
    return {};
  }
  if (body.broken) return base::fail(*body.broken);
  const std::size_t before = out.size();
  for (const Part& part : body.parts) {
    if (part.call) {
      if (auto appended = appendCall(out, *part.call, scope); !appended) {
        out.resize(before);
        return appended;
      }
    } else if (!part.text.is_variable) {
      out += part.text.text;
    } else if (const Value* value = firstSet(part.text.variable, scope.slots)) {
      appendFast(out, *value);
    } else {
      out.resize(before);
      return base::fail(notSet(part.text));
    }
  }
  return {};
}

base::Result<> Template::appendJson(std::string& out, const Scope& scope) const {
  if (const Value* value = borrow(scope)) {
    expression::appendJson(out, *value);
    return {};
  }
  if (body_->parts.size() == 1) {
    const auto value = evaluate(scope);
    if (!value) return base::fail(value.error());
    expression::appendJson(out, *value);
    return {};
  }
  const std::size_t before = out.size();
  out += '"';
  if (auto appended = appendTo(out, scope); !appended) {
    out.resize(before);
    return appended;
  }
  escapeJson(out, before + 1);
  out += '"';
  return {};
}

bool Template::callsFunctions() const {
  return std::any_of(body_->parts.begin(), body_->parts.end(),
                     [](const Part& part) { return part.call.has_value(); });
}

std::span<const std::string> Template::variableNames() const {
  return body_->names;
}

}  // namespace hrp::expression
