#include "import/har/entry_filter.hpp"

#include <gtest/gtest.h>

namespace hrp::import {
namespace {

TEST(EntryFilterTest, WordsNameHostsUrlsAndKinds) {
  const EntryTraits entry{"https://www.shop.example/a.png", "www.shop.example", "image"};
  const std::vector<std::string> none;
  for (const char* word :
       {"www.shop.example", "*.shop.example", "https://www.shop.example/*", "image"}) {
    const std::vector<std::string> words{word};
    EXPECT_TRUE(EntryFilter(words, none).keeps(entry)) << word;
    EXPECT_FALSE(EntryFilter(none, words).keeps(entry)) << word;
  }
  const std::vector<std::string> other{"shop.example"};
  EXPECT_FALSE(EntryFilter(other, none).keeps(entry));
  EXPECT_TRUE(EntryFilter(none, other).keeps(entry));
}

TEST(EntryFilterTest, StarsTakeAnything) {
  EXPECT_TRUE(matchesPattern("abc", "a*c"));
  EXPECT_TRUE(matchesPattern("abcbc", "*bc"));
  EXPECT_TRUE(matchesPattern("", "*"));
  EXPECT_FALSE(matchesPattern("abc", "a*d"));
  EXPECT_FALSE(matchesPattern("abc", "ab"));
}

TEST(EntryFilterTest, KindsFollowTheContentType) {
  EXPECT_EQ(resourceKind("image/png"), "image");
  EXPECT_EQ(resourceKind("application/javascript; charset=utf-8"), "script");
  EXPECT_EQ(resourceKind("application/json"), "");
}

}  // namespace
}  // namespace hrp::import
