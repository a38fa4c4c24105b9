#include "cluster/master/bundle_store.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_clock.hpp"

namespace hrp::cluster {
namespace {

class BundleStoreTest : public ::testing::Test {
 protected:
  void fetchWhole(const std::string& hash) {
    store_.fetch(hash, 3);
    EXPECT_TRUE(store_.add({hash, 0, "abc"}));
  }
  hrp::testing::FakeClock clock_;
  BundleStore store_;
};

TEST_F(BundleStoreTest, AsksForOneChunkAfterTheOther) {
  store_.fetch("h", 5);
  EXPECT_EQ(store_.due(clock_.now())->offset, 0U);
  EXPECT_FALSE(store_.due(clock_.now()));
  clock_.advance(std::chrono::seconds(1));
  EXPECT_EQ(store_.due(clock_.now())->offset, 0U);
  EXPECT_FALSE(store_.add({"h", 0, "abc"}));
  EXPECT_EQ(store_.due(clock_.now())->offset, 3U);
  EXPECT_FALSE(store_.add({"h", 0, "abc"}));  // repeated
  EXPECT_FALSE(store_.add({"h", 3, "too long"}));
  EXPECT_FALSE(store_.add({"other", 3, "de"}));
  EXPECT_TRUE(store_.add({"h", 3, "de"}));
  EXPECT_EQ(*store_.find("h"), "abcde");
  EXPECT_FALSE(store_.due(clock_.now()));
}

TEST_F(BundleStoreTest, KeepsTheBundlesUsedLast) {
  for (std::size_t i = 0; i < BundleStore::kMaxBundles; ++i) fetchWhole(std::to_string(i));
  EXPECT_TRUE(store_.find("0"));
  fetchWhole("new");
  EXPECT_TRUE(store_.find("0"));
  EXPECT_TRUE(store_.find("new"));
  EXPECT_FALSE(store_.find("1"));
}

TEST_F(BundleStoreTest, ForgetsABrokenOne) {
  fetchWhole("h");
  store_.forget("h");
  EXPECT_FALSE(store_.find("h"));
}

}  // namespace
}  // namespace hrp::cluster
