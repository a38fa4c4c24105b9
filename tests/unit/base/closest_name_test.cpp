#include "hrp/base/closest_name.hpp"

#include <gtest/gtest.h>

namespace hrp::base {
namespace {

TEST(ClosestName, CountsTheEdits) {
  struct Row {
    std::string left;
    std::string right;
    std::size_t distance;
  };
  const std::vector<Row> rows = {
      {"", "", 0},
      {"a", "", 1},
      {"", "abc", 3},
      {"url", "url", 0},
      {"URL", "url", 0},
      {"ulr", "url", 1},
      {"hedaers", "headers", 1},
      {"valdate", "validate", 1},
      {"vaildate", "validate", 1},
      {"kitten", "sitting", 3},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(editDistance(row.left, row.right), row.distance) << row.left << " " << row.right;
    EXPECT_EQ(editDistance(row.right, row.left), row.distance) << row.left << " " << row.right;
  }
}

TEST(ClosestName, NamesOnlyWhatIsNear) {
  const std::vector<std::string> names = {"name", "request", "validate", "variables", "extract"};
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"valdate", "validate"},
      {"variable", "variables"},
      {"Request", "request"},
      {"extracts", "extract"},
      {"nmae", "name"},
      {"zz", ""},
      {"", ""},
      {"description", ""},
      {std::string(500, 'x'), ""},
  };
  for (const auto& [written, meant] : rows) {
    EXPECT_EQ(closestName(written, names).value_or(""), meant) << written;
  }
  EXPECT_EQ(closestName("name", {}), std::nullopt);
}

}  // namespace
}  // namespace hrp::base
