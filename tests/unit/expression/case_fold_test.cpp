#include "expression/case_fold.hpp"

#include <gtest/gtest.h>

namespace hrp::expression {
namespace {

TEST(CaseFold, EqualInAnyCase) {
  EXPECT_TRUE(equalFold("", ""));
  EXPECT_TRUE(equalFold("Hello", "hELLO"));
  EXPECT_TRUE(equalFold("ÀÉÖØÞ", "àéöøþ"));
  EXPECT_TRUE(equalFold("ĀĶĹŇŊŶŸŻ", "āķĺňŋŷÿż"));
  EXPECT_TRUE(equalFold("ΑΒΣΆΈΌΎ", "αβςάέόύ"));
  EXPECT_TRUE(equalFold("ЀЖЯ", "ѐжя"));
  EXPECT_TRUE(equalFold("\u212A", "k"));
}

TEST(CaseFold, DifferentText) {
  EXPECT_FALSE(equalFold("a", "b"));
  EXPECT_FALSE(equalFold("a", "ab"));
  EXPECT_FALSE(equalFold("[", "{"));
  EXPECT_FALSE(equalFold("×", "÷"));
  EXPECT_FALSE(equalFold("ß", "ss"));
}

}  // namespace
}  // namespace hrp::expression
