// ValueTemplate and referencedNames: templates at any depth of a JSON value.

#include <algorithm>
#include <utility>

#include "expression/template/template_tokenizer.hpp"
#include "hrp/base/assert.hpp"
#include "hrp/expression/json_text.hpp"
#include "hrp/expression/template.hpp"

namespace hrp::expression {
namespace {

// Deeper values are an error where they are compiled, so that evaluation cannot exhaust the stack.
constexpr int kMaxTemplateDepth = 256;

void addName(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

void collectFromText(std::string_view text, std::vector<std::string>& names) {
  for (const TemplateToken& token : tokenizeTemplate(text)) {
    if (token.kind == TemplateToken::Kind::kVariable) addName(names, token.text);
    for (const ArgumentToken& argument : token.arguments) {
      for (const TextToken& piece : argument.pieces) {
        if (piece.is_variable) addName(names, piece.text);
      }
    }
  }
}

void collectNames(const Value& value, std::vector<std::string>& names, int depth) {
  if (depth > kMaxTemplateDepth) return;
  if (value.is_string()) collectFromText(value.get_ref<const std::string&>(), names);
  if (value.is_array()) {
    for (const Value& item : value) collectNames(item, names, depth + 1);
  }
  if (value.is_object()) {
    for (const auto& [key, item] : value.get_ref<const Value::object_t&>()) {
      collectFromText(key, names);
      collectNames(item, names, depth + 1);
    }
  }
}

}  // namespace

// One of: a constant, a text, a list, a map.
struct ValueTemplate::Node {
  enum class Kind : std::uint8_t { kConstant, kText, kList, kMap };
  Kind kind = Kind::kConstant;
  Value constant;
  std::optional<base::Error> broken;  // only of a constant
  Template text;
  std::vector<Node> items;     // of a list, or the values of a map
  std::vector<Template> keys;  // of a map
  // For appendJson(): what stands before each item, and a constant item itself. Empty for
  // what is no list or map, and for a map whose keys are not constant or in another order.
  std::vector<std::string> before_items;

  static Node compile(const Value& value, Resolver& resolver, int depth);
  static Node compileList(const Value& value, Resolver& resolver, int depth);
  static Node compileMap(const Value& value, Resolver& resolver, int depth);
  [[nodiscard]] bool isConstant() const { return kind == Kind::kConstant && !broken; }
  [[nodiscard]] base::Result<Value> evaluate(const Scope& scope) const;
  [[nodiscard]] base::Result<Value> evaluateMap(const Scope& scope) const;
  [[nodiscard]] base::Result<> appendJson(std::string& out, const Scope& scope) const;
  void prepareJson();
  [[nodiscard]] bool callsFunctions() const;
};

ValueTemplate::Node ValueTemplate::Node::compile(const Value& value, Resolver& resolver,
                                                 int depth) {
  if (depth > kMaxTemplateDepth) {
    Node node;
    node.broken =
        base::Error{base::ErrorCode::kLimit,
                    "the value nests deeper than " + std::to_string(kMaxTemplateDepth) + " levels",
                    {}};
    resolver.report("", 0, *node.broken);
    return node;
  }
  if (value.is_array()) return compileList(value, resolver, depth);
  if (value.is_object()) return compileMap(value, resolver, depth);
  Node node;
  if (!value.is_string()) {
    node.constant = value;
    return node;
  }
  node.text = Template::compile(value.get_ref<const std::string&>(), resolver);
  if (node.text.isConstant()) {
    node.constant = node.text.constant();
  } else {
    node.kind = Kind::kText;
  }
  return node;
}

ValueTemplate::Node ValueTemplate::Node::compileList(const Value& value, Resolver& resolver,
                                                     int depth) {
  Node node;
  bool constant = true;
  for (const Value& item : value) {
    resolver.enter("[" + std::to_string(node.items.size()) + "]");
    node.items.push_back(compile(item, resolver, depth + 1));
    resolver.leave();
    constant = constant && node.items.back().isConstant();
  }
  if (!constant) {
    node.kind = Kind::kList;
    node.prepareJson();
    return node;
  }
  Node folded;
  folded.constant = Value::array();
  for (Node& item : node.items) folded.constant.push_back(std::move(item.constant));
  return folded;
}

ValueTemplate::Node ValueTemplate::Node::compileMap(const Value& value, Resolver& resolver,
                                                    int depth) {
  Node node;
  bool constant = true;
  for (const auto& [key, item] : value.get_ref<const Value::object_t&>()) {
    resolver.enter("." + key);
    node.keys.push_back(Template::compile(key, resolver));
    node.items.push_back(compile(item, resolver, depth + 1));
    resolver.leave();
    constant = constant && node.keys.back().isConstant() && node.items.back().isConstant();
  }
  if (!constant) {
    node.kind = Kind::kMap;
    node.prepareJson();
    return node;
  }
  Node folded;
  folded.constant = Value::object();
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    folded.constant[toText(node.keys[i].constant())] = std::move(node.items[i].constant);
  }
  return folded;
}

base::Result<Value> ValueTemplate::Node::evaluateMap(const Scope& scope) const {
  Value map = Value::object();
  std::string key;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    key.clear();
    if (auto appended = keys[i].appendTo(key, scope); !appended) {
      return base::fail(std::move(appended.error()));
    }
    auto item = items[i].evaluate(scope);
    if (!item) return item;
    map[key] = std::move(*item);
  }
  return map;
}

base::Result<Value> ValueTemplate::Node::evaluate(const Scope& scope) const {
  switch (kind) {
    case Kind::kConstant:
      if (broken) return base::fail(*broken);
      return constant;
    case Kind::kText:
      return text.evaluate(scope);
    case Kind::kMap:
      return evaluateMap(scope);
    case Kind::kList:
      break;
  }
  Value list = Value::array();
  for (const Node& item : items) {
    auto value = item.evaluate(scope);
    if (!value) return value;
    list.push_back(std::move(*value));
  }
  return list;
}

void ValueTemplate::Node::prepareJson() {
  std::vector<std::string> names;
  for (const Template& key : keys) {
    if (!key.isConstant()) return;
    names.push_back(toText(key.constant()));
    // "$$" stands for "$", so names may have another order than as they were written.
    if (names.size() > 1 && names[names.size() - 2] >= names.back()) return;
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::string& before = before_items.emplace_back(i == 0 ? "" : ",");
    if (kind == Kind::kMap) {
      expression::appendJson(before, names[i]);
      before += ':';
    }
    if (items[i].isConstant()) expression::appendJson(before, items[i].constant);
  }
}

base::Result<> ValueTemplate::Node::appendJson(std::string& out, const Scope& scope) const {
  if (kind == Kind::kText) return text.appendJson(out, scope);
  if (before_items.empty()) {
    const auto value = evaluate(scope);
    if (!value) return base::fail(value.error());
    expression::appendJson(out, *value);
    return {};
  }
  const std::size_t before = out.size();
  out += kind == Kind::kMap ? '{' : '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    out += before_items[i];
    if (items[i].isConstant()) continue;
    if (auto appended = items[i].appendJson(out, scope); !appended) {
      out.resize(before);
      return appended;
    }
  }
  out += kind == Kind::kMap ? '}' : ']';
  return {};
}

bool ValueTemplate::Node::callsFunctions() const {
  const auto calls = [](const auto& part) { return part.callsFunctions(); };
  return text.callsFunctions() || std::any_of(items.begin(), items.end(), calls) ||
         std::any_of(keys.begin(), keys.end(), calls);
}

ValueTemplate::ValueTemplate() {
  static const auto kNull = std::make_shared<const Node>();
  root_ = kNull;
}

ValueTemplate ValueTemplate::compile(const Value& value, Resolver& resolver) {
  ValueTemplate made;
  made.root_ = std::make_shared<const Node>(Node::compile(value, resolver, 0));
  return made;
}

ValueTemplate ValueTemplate::literal(Value value) {
  Node node;
  node.constant = std::move(value);
  ValueTemplate made;
  made.root_ = std::make_shared<const Node>(std::move(node));
  return made;
}

bool ValueTemplate::isConstant() const {
  return root_->isConstant();
}

const Value& ValueTemplate::constant() const {
  HRP_ASSERT(root_->isConstant());
  return root_->constant;
}

base::Result<Value> ValueTemplate::evaluate(const Scope& scope) const {
  return root_->evaluate(scope);
}

const Value* ValueTemplate::borrow(const Scope& scope) const {
  const Node& root = *root_;
  if (root.kind == Node::Kind::kText) return root.text.borrow(scope);
  return root.isConstant() ? &root.constant : nullptr;
}

base::Result<> ValueTemplate::appendTo(std::string& out, const Scope& scope) const {
  if (root_->kind == Node::Kind::kText) return root_->text.appendTo(out, scope);
  const auto value = evaluate(scope);
  if (!value) return base::fail(value.error());
  appendText(out, *value);
  return {};
}

base::Result<> ValueTemplate::appendJson(std::string& out, const Scope& scope) const {
  return root_->appendJson(out, scope);
}

bool ValueTemplate::isStructured() const {
  const Node& root = *root_;
  return root.kind == Node::Kind::kMap || root.kind == Node::Kind::kList ||
         (root.isConstant() && root.constant.is_structured());
}

bool ValueTemplate::callsFunctions() const {
  return root_->callsFunctions();
}

std::vector<std::string> referencedNames(const Value& value) {
  std::vector<std::string> names;
  collectNames(value, names, 0);
  return names;
}

}  // namespace hrp::expression
