#pragma once
// The syntax tree of a JMESPath expression. Immutable once parsed.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hrp/expression/jmespath.hpp"

namespace hrp::expression {

struct JmesFunction;

// Bounds the height of a tree and with it the recursion of its evaluation and destruction.
inline constexpr int kMaxJmesPathHeight = 256;
// Bounds how deep brackets nest, and with it the recursion of the parser.
inline constexpr int kMaxJmesPathNesting = 128;
inline constexpr int kMaxJmesPathLiteralDepth = 100;
inline constexpr std::size_t kMaxJmesPathBytes = 64 << 10;

struct JmesPath::Node {
  enum class Kind : std::uint8_t {
    kCurrent,         // @, and what stands where nothing is written
    kField,           // name
    kIndex,           // index
    kSlice,           // slice
    kChain,           // children[1] applied to children[0]: `a.b`, `a[0]`, `a | b`
    kFlatten,         // children[0] with its lists merged one level
    kListProjection,  // children[1] applied to each item of children[0]
    kMapProjection,   // the same over the values of a map
    kFilter,          // the same over the items for which children[2] is true
    kOr,
    kAnd,
    kNot,
    kCompare,  // comparison
    kLiteral,  // literal
    kSelectList,
    kSelectMap,      // keys, one per child
    kCall,           // function
    kExpressionRef,  // only as an argument of a call
  };
  enum class Comparison : std::uint8_t { kEq, kNe, kLt, kLe, kGt, kGe };
  struct Slice {
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> stop;
    std::int64_t step = 1;
  };

  Kind kind = Kind::kCurrent;
  Comparison comparison = Comparison::kEq;
  int height = 1;
  std::int64_t index = 0;
  Slice slice;
  const JmesFunction* function = nullptr;
  std::string name;
  Value literal;
  std::vector<std::string> keys;
  std::vector<Node> children;
};

}  // namespace hrp::expression
