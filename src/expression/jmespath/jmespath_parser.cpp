#include "expression/jmespath/jmespath_parser.hpp"

#include <array>
#include <utility>

#include "expression/jmespath/jmespath_functions.hpp"
#include "expression/jmespath/jmespath_lexer.hpp"

namespace hrp::expression {
namespace {

using Node = JmesPath::Node;
using Kind = Node::Kind;
using Token = JmesToken::Kind;
using Parsed = base::Result<Node>;

// How strongly a token binds what stands left of it. A projection ends before anything weaker than
// kProjectionStop.
constexpr int kProjectionStop = 10;

int bindingPower(Token token) {
  switch (token) {
    case Token::kPipe:
      return 1;
    case Token::kOr:
      return 2;
    case Token::kAnd:
      return 3;
    case Token::kEq:
    case Token::kNe:
    case Token::kLt:
    case Token::kLe:
    case Token::kGt:
    case Token::kGe:
      return 5;
    case Token::kFlatten:
      return 9;
    case Token::kStar:
      return 20;
    case Token::kFilter:
      return 21;
    case Token::kDot:
      return 40;
    case Token::kNot:
      return 45;
    case Token::kLeftBrace:
      return 50;
    case Token::kLeftBracket:
      return 55;
    case Token::kLeftParen:
      return 60;
    default:
      return 0;
  }
}

Node::Comparison comparisonOf(Token token) {
  switch (token) {
    case Token::kNe:
      return Node::Comparison::kNe;
    case Token::kLt:
      return Node::Comparison::kLt;
    case Token::kLe:
      return Node::Comparison::kLe;
    case Token::kGt:
      return Node::Comparison::kGt;
    case Token::kGe:
      return Node::Comparison::kGe;
    default:
      return Node::Comparison::kEq;
  }
}

// Parsing goes on after a problem with harmless nodes until it unwinds, and the first problem wins:
// this keeps the grammar readable. At a problem the rest of the tokens is dropped, so it ends soon.
class Parser {
 public:
  Parser(std::string_view text, std::vector<JmesToken> tokens)
      : text_(text), tokens_(std::move(tokens)) {}

  Parsed run() {
    Node root = expression(0);
    if (!error_ && current() != Token::kEnd) unexpected();
    if (error_) return base::fail(std::move(*error_));
    return root;
  }

 private:
  [[nodiscard]] const JmesToken& token() const { return tokens_[at_]; }
  [[nodiscard]] Token current() const { return tokens_[at_].kind; }
  [[nodiscard]] Token ahead() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)].kind; }
  void advance() {
    if (at_ + 1 < tokens_.size()) ++at_;
  }

  void problem(std::size_t offset, const std::string& what) {
    if (!error_) error_ = jmesPathError(text_, offset, what);
    at_ = tokens_.size() - 1;
  }

  void unexpected() {
    problem(token().offset, current() == Token::kEnd ? std::string("the expression ends too early")
                                                     : "unexpected \"" + token().text + "\"");
  }

  void match(Token wanted, const char* written) {
    if (current() == wanted) {
      advance();
    } else {
      problem(token().offset, std::string("expected \"") + written + "\"");
    }
  }

  template <class... Children>
  Node make(Kind kind, Children&&... children) {
    Node node;
    node.kind = kind;
    (adopt(node, std::forward<Children>(children)), ...);
    return node;
  }

  void adopt(Node& parent, Node child) {
    parent.height = std::max(parent.height, child.height + 1);
    if (parent.height > kMaxJmesPathHeight) {
      problem(token().offset,
              "the expression has more than " + std::to_string(kMaxJmesPathHeight) + " levels");
      return;
    }
    parent.children.push_back(std::move(child));
  }

  Node expression(int power) {
    if (++nesting_ > kMaxJmesPathNesting) {
      problem(token().offset, "the expression nests too deep");
    }
    Node left;
    if (!error_) left = prefix();
    while (!error_ && power < bindingPower(current())) left = infix(std::move(left));
    --nesting_;
    return left;
  }

  // What may start an expression.
  Node prefix() {
    const std::size_t first = at_;
    advance();
    const JmesToken& start = tokens_[first];
    switch (start.kind) {
      case Token::kLiteral: {
        Node node = make(Kind::kLiteral);
        node.literal = start.literal;
        return node;
      }
      case Token::kIdentifier:
        if (current() == Token::kLeftParen) return call(start);
        return field(start);
      case Token::kQuotedIdentifier:
        return field(start);
      case Token::kStar:
        return project(Kind::kMapProjection, Node(), Token::kStar);
      case Token::kFilter:
        return filter(Node());
      case Token::kFlatten:
        return project(Kind::kListProjection, make(Kind::kFlatten, Node()), Token::kFlatten);
      case Token::kLeftBrace:
        return selectMap();
      case Token::kLeftBracket:
        return bracketPrefix();
      case Token::kLeftParen: {
        Node inner = expression(0);
        match(Token::kRightParen, ")");
        return inner;
      }
      case Token::kNot:
        return make(Kind::kNot, expression(bindingPower(Token::kNot)));
      case Token::kCurrent:
        return Node();
      default:
        at_ = first;
        unexpected();
        return Node();
    }
  }

  // What may follow an expression.
  Node infix(Node left) {
    const std::size_t operation = at_;
    const Token kind = current();
    advance();
    switch (kind) {
      case Token::kDot:
        if (current() == Token::kStar) {
          advance();
          return project(Kind::kMapProjection, std::move(left), Token::kStar);
        }
        return make(Kind::kChain, std::move(left), afterDot(bindingPower(Token::kDot)));
      case Token::kPipe:
        return make(Kind::kChain, std::move(left), expression(bindingPower(kind)));
      case Token::kOr:
        return make(Kind::kOr, std::move(left), expression(bindingPower(kind)));
      case Token::kAnd:
        return make(Kind::kAnd, std::move(left), expression(bindingPower(kind)));
      case Token::kFlatten:
        return project(Kind::kListProjection, make(Kind::kFlatten, std::move(left)), kind);
      case Token::kFilter:
        return filter(std::move(left));
      case Token::kLeftBracket:
        if (current() == Token::kNumber || current() == Token::kColon) {
          return indexOrSlice(std::move(left));
        }
        match(Token::kStar, "*");
        match(Token::kRightBracket, "]");
        return project(Kind::kListProjection, std::move(left), Token::kStar);
      case Token::kEq:
      case Token::kNe:
      case Token::kLt:
      case Token::kLe:
      case Token::kGt:
      case Token::kGe: {
        Node node = make(Kind::kCompare, std::move(left), expression(bindingPower(kind)));
        node.comparison = comparisonOf(kind);
        return node;
      }
      default:
        at_ = operation;
        unexpected();
        return left;
    }
  }

  Node field(const JmesToken& name) {
    Node node = make(Kind::kField);
    node.name = name.text;
    return node;
  }

  Node bracketPrefix() {
    if (current() == Token::kNumber || current() == Token::kColon) return indexOrSlice(Node());
    if (current() == Token::kStar && ahead() == Token::kRightBracket) {
      advance();
      advance();
      return project(Kind::kListProjection, Node(), Token::kStar);
    }
    return selectList();
  }

  Node project(Kind kind, Node left, Token operation) {
    return make(kind, std::move(left), projected(bindingPower(operation)));
  }

  // What a projection applies to each item.
  Node projected(int power) {
    if (bindingPower(current()) < kProjectionStop) return Node();
    if (current() == Token::kLeftBracket || current() == Token::kFilter) return expression(power);
    if (current() == Token::kDot) {
      advance();
      return afterDot(power);
    }
    unexpected();
    return Node();
  }

  Node afterDot(int power) {
    switch (current()) {
      case Token::kIdentifier:
      case Token::kQuotedIdentifier:
      case Token::kStar:
        return expression(power);
      case Token::kLeftBracket:
        advance();
        return selectList();
      case Token::kLeftBrace:
        advance();
        return selectMap();
      default:
        unexpected();
        return Node();
    }
  }

  Node filter(Node left) {
    Node condition = expression(0);
    match(Token::kRightBracket, "]");
    Node right = projected(bindingPower(Token::kFilter));
    return make(Kind::kFilter, std::move(left), std::move(right), std::move(condition));
  }

  Node indexOrSlice(Node left) {
    if (current() == Token::kNumber && ahead() != Token::kColon) {
      Node node = make(Kind::kIndex);
      node.index = token().number;
      advance();
      match(Token::kRightBracket, "]");
      return make(Kind::kChain, std::move(left), std::move(node));
    }
    Node sliced = make(Kind::kChain, std::move(left), slice());
    return project(Kind::kListProjection, std::move(sliced), Token::kStar);
  }

  Node slice() {
    std::array<std::optional<std::int64_t>, 3> parts;
    std::size_t part = 0;
    const std::size_t start = token().offset;
    while (!error_ && current() != Token::kRightBracket) {
      if (current() == Token::kColon && part < 2) {
        ++part;
      } else if (current() == Token::kNumber && !parts[part]) {
        parts[part] = token().number;
      } else {
        unexpected();
      }
      advance();
    }
    match(Token::kRightBracket, "]");
    if (parts[2] == 0) problem(start, "invalid-value: the step of a slice cannot be 0");
    Node node = make(Kind::kSlice);
    node.slice = {parts[0], parts[1], parts[2].value_or(1)};
    return node;
  }

  Node selectList() {
    Node node = make(Kind::kSelectList);
    while (!error_) {
      adopt(node, expression(0));
      if (current() == Token::kRightBracket) break;
      match(Token::kComma, ",");
    }
    match(Token::kRightBracket, "]");
    return node;
  }

  Node selectMap() {
    Node node = make(Kind::kSelectMap);
    while (!error_) {
      if (current() != Token::kIdentifier && current() != Token::kQuotedIdentifier) {
        unexpected();
        break;
      }
      node.keys.push_back(token().text);
      advance();
      match(Token::kColon, ":");
      adopt(node, expression(0));
      if (current() == Token::kRightBrace) break;
      match(Token::kComma, ",");
    }
    match(Token::kRightBrace, "}");
    return node;
  }

  Node argument() {
    if (current() != Token::kExpressionRef) return expression(0);
    advance();
    return make(Kind::kExpressionRef, expression(0));
  }

  Node call(const JmesToken& name) {
    Node node = make(Kind::kCall);
    advance();
    while (!error_ && current() != Token::kRightParen) {
      adopt(node, argument());
      if (current() == Token::kRightParen) break;
      match(Token::kComma, ",");
      if (current() == Token::kRightParen) unexpected();
    }
    match(Token::kRightParen, ")");
    if (error_) return node;
    node.function = findJmesFunction(name.text);
    if (node.function == nullptr) {
      problem(name.offset, "unknown-function: " + name.text);
    } else if (auto wrong = checkArity(*node.function, node.children.size())) {
      problem(name.offset, *wrong);
    }
    return node;
  }

  std::string_view text_;
  std::vector<JmesToken> tokens_;
  std::size_t at_ = 0;
  int nesting_ = 0;
  std::optional<base::Error> error_;
};

}  // namespace

base::Result<JmesPath::Node> parseJmesPath(std::string_view text) {
  if (text.size() > kMaxJmesPathBytes) {
    return base::fail(base::ErrorCode::kLimit, "a JMESPath expression is longer than " +
                                                   std::to_string(kMaxJmesPathBytes) + " bytes");
  }
  auto tokens = tokenizeJmesPath(text);
  if (!tokens) return base::fail(std::move(tokens.error()));
  return Parser(text, std::move(*tokens)).run();
}

}  // namespace hrp::expression
