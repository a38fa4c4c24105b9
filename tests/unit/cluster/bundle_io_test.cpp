#include "hrp/cluster/bundle_io.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/temp_folder.hpp"

namespace hrp::cluster {
namespace {

using ::testing::HasSubstr;

class BundleIoTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const { temp_.write(name, text); }

  const testing::TempFolder temp_;
  const std::string& folder_ = temp_.path();
};

constexpr const char* kCase = R"({"config": {"name": "demo", "base_url": "http://127.0.0.1:1"},
  "teststeps": [{"name": "get", "request": {"method": "GET", "url": "/"},
                 "validate": [{"check": "status_code", "assert": "equals", "expect": 200}]}]})";

TEST_F(BundleIoTest, AWorkerLoadsWhatTheMasterPackedWithoutFiles) {
  write("demo.json", kCase);
  const auto packed = packTestcases({"demo.json"}, folder_);
  ASSERT_TRUE(packed) << packed.error().message;
  std::filesystem::remove_all(folder_);
  const auto workload = unpackTestcases(*packed->bytes, packed->hash);
  ASSERT_TRUE(workload) << workload.error().message;
  ASSERT_EQ((*workload)->programs.size(), 1U);
  EXPECT_EQ((*workload)->programs[0]->name, "demo");
}

TEST_F(BundleIoTest, NoticesADamagedBundle) {
  write("demo.json", kCase);
  const auto packed = packTestcases({"demo.json"}, folder_);
  ASSERT_TRUE(packed);
  const auto workload = unpackTestcases(*packed->bytes + "x", packed->hash);
  ASSERT_FALSE(workload);
  EXPECT_THAT(workload.error().message, HasSubstr("damaged"));
}

TEST_F(BundleIoTest, RefusesABrokenTestcaseAndNamesIt) {
  write("broken.json", "{");
  const auto packed = packTestcases({"broken.json"}, folder_);
  ASSERT_FALSE(packed);
  EXPECT_THAT(packed.error().message, HasSubstr("broken.json"));
  EXPECT_FALSE(packTestcases({"missing.json"}, folder_));
}

TEST_F(BundleIoTest, StrictPackingNamesUnknownFields) {
  write("demo.json", R"({"teststeps": [], "confg": {}})");
  EXPECT_TRUE(packTestcases({"demo.json"}, folder_));
  const auto packed = packTestcases({"demo.json"}, folder_, {.strict = true});
  ASSERT_FALSE(packed);
  EXPECT_THAT(packed.error().message, HasSubstr("confg: unknown field, did you mean config?"));
}

TEST_F(BundleIoTest, TheMasterLearnsRowsAndThresholdsOfTheTestcases) {
  std::string with_own = kCase;
  with_own.insert(with_own.find("\"name\""), R"("thresholds": ["get: p95 < 1s"], )");
  write("demo.json", with_own);
  const auto packed = packTestcases({"demo.json"}, folder_);
  ASSERT_TRUE(packed) << packed.error().message;
  ASSERT_EQ(packed->thresholds.own.size(), 1U);
  EXPECT_EQ(packed->thresholds.own[0].pattern, "get");
  EXPECT_EQ(packed->thresholds.rows.size(), 2U);
  with_own.replace(with_own.find("get: p95"), 3, "put");
  write("demo.json", with_own);
  const auto refused = packTestcases({"demo.json"}, folder_);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("no row is named"));
}

}  // namespace
}  // namespace hrp::cluster
