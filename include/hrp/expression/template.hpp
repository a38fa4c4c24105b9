#pragma once
// Template: text with `$name`, `${name}` and `${function(args)}`, compiled once and evaluated
// often. ValueTemplate: a JSON value whose texts (map keys too) are Templates.
//
// Compiling never fails as a whole: a name that is not known, a wrong argument count or a bad
// function is reported to the Resolver, and evaluating the template then gives that error. So a
// loader decides whether a problem stops the start (boom) or fails the step (run).
//
// Compiled templates are immutable and shared by all threads; evaluation touches only its Scope.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/expression/function.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::expression {

using Slot = std::uint16_t;

// Where a name is looked up: the first of up to four slots that is set (step variable, session
// value, environ, config variable).
struct VariableRef {
  std::array<Slot, 4> candidates{};
  std::uint8_t count = 0;
};

// What a template is compiled against. Called only while compiling.
class Resolver {
 public:
  virtual ~Resolver() = default;
  // Empty when no such name can ever be set.
  [[nodiscard]] virtual std::optional<VariableRef> variable(std::string_view name) = 0;
  // Null when there is no such function.
  [[nodiscard]] virtual const Function* function(std::string_view name) = 0;
  // A problem at `offset` bytes into `text`; its message names the offset.
  virtual void report(std::string_view text, std::size_t offset, const base::Error& error) = 0;
  // Around what is compiled for a member of a map (".name") or of a list ("[2]").
  virtual void enter(const std::string& /*member*/) {}
  virtual void leave() {}
};

// What a template is evaluated against: one user's slots and the context of its function calls.
struct Scope {
  std::span<const Value> slots;
  FunctionContext* context = nullptr;  // may be null where no functions are called
};

class Template {
 public:
  Template();  // constant empty text
  static Template compile(std::string_view text, Resolver& resolver);
  static Template literal(Value value);

  // True when evaluation needs no slots and no functions and cannot fail.
  [[nodiscard]] bool isConstant() const;
  [[nodiscard]] const Value& constant() const;      // only when isConstant()
  [[nodiscard]] const std::string& source() const;  // the text as written

  // Text that is exactly one variable or function keeps that value's type.
  [[nodiscard]] base::Result<Value> evaluate(const Scope& scope) const;
  // What evaluate() gives, where it lies: a constant, or the value of the one variable that the
  // text is. Null for all others and when that variable is not set.
  [[nodiscard]] const Value* borrow(const Scope& scope) const;
  // The value as text, appended; nothing is appended on an error.
  [[nodiscard]] base::Result<> appendTo(std::string& out, const Scope& scope) const;
  // The value as JSON text, appended, without making it; nothing is appended on an error.
  [[nodiscard]] base::Result<> appendJson(std::string& out, const Scope& scope) const;
  // Visits the name of every variable that the template refers to.
  [[nodiscard]] std::span<const std::string> variableNames() const;
  // Whether evaluating it calls functions; evaluated again it may be another value then.
  [[nodiscard]] bool callsFunctions() const;

 private:
  struct Body;
  std::shared_ptr<const Body> body_;
};

class ValueTemplate {
 public:
  ValueTemplate();  // constant null
  static ValueTemplate compile(const Value& value, Resolver& resolver);
  static ValueTemplate literal(Value value);

  [[nodiscard]] bool isConstant() const;
  [[nodiscard]] const Value& constant() const;
  [[nodiscard]] base::Result<Value> evaluate(const Scope& scope) const;
  // As those of Template.
  [[nodiscard]] const Value* borrow(const Scope& scope) const;
  [[nodiscard]] base::Result<> appendTo(std::string& out, const Scope& scope) const;
  [[nodiscard]] base::Result<> appendJson(std::string& out, const Scope& scope) const;
  [[nodiscard]] bool callsFunctions() const;
  // The value is a list or a map, whatever the variables are.
  [[nodiscard]] bool isStructured() const;

 private:
  struct Node;
  std::shared_ptr<const Node> root_;
};

// The names of the variables that a text or a value refers to, without compiling it (for ordering
// variables by dependency).
[[nodiscard]] std::vector<std::string> referencedNames(const Value& value);

}  // namespace hrp::expression
