#include "hrp/expression/jmespath.hpp"

#include "expression/jmespath/jmespath_ast.hpp"
#include "expression/jmespath/jmespath_evaluator.hpp"
#include "expression/jmespath/jmespath_parser.hpp"

namespace hrp::expression {
namespace {

using Node = JmesPath::Node;

// False when the tree is more than names and indexes.
bool collectPath(const Node& node, std::vector<JmesPath::PathStep>& path) {
  switch (node.kind) {
    case Node::Kind::kField:
      path.emplace_back(node.name);
      return true;
    case Node::Kind::kIndex:
      path.emplace_back(node.index);
      return true;
    case Node::Kind::kChain: {
      const Node& left = node.children[0];
      const bool starts_here = left.kind == Node::Kind::kCurrent;
      return (starts_here || collectPath(left, path)) && collectPath(node.children[1], path);
    }
    default:
      return false;
  }
}

}  // namespace

base::Result<JmesPath> JmesPath::compile(std::string_view text) {
  auto root = parseJmesPath(text);
  if (!root) return base::fail(std::move(root.error()));
  JmesPath path;
  path.text_ = text;
  if (!collectPath(*root, path.plain_path_)) path.plain_path_.clear();
  path.root_ = std::make_shared<const Node>(std::move(*root));
  return path;
}

base::Result<Value> JmesPath::search(const Value& document) const {
  auto found = evaluateJmesPath(*root_, document);
  if (!found) return base::fail(found.error().within("\"" + text_ + "\""));
  return std::move(*found).take();
}

}  // namespace hrp::expression
