#include "hrp/testcase/document.hpp"

#include <gtest/gtest.h>

#include "testcase/read/document_reader.hpp"

namespace hrp::testcase {
namespace {

TEST(Document, GoesByTheExtension) {
  EXPECT_EQ(parseDocument("{\"a\": 010}", "f.json").error().code, base::ErrorCode::kMalformedJson);
  EXPECT_EQ(parseDocument("{\"a\": 010}", "f.yaml")->at("a"), 8);
  EXPECT_EQ(parseDocument("a: 1", "f.yml")->at("a"), 1);
  EXPECT_EQ(parseDocument("a: 1", "f.txt").error().code, base::ErrorCode::kBadExtension);
  EXPECT_TRUE(hasDocumentExtension("a.b/c.yaml"));
  EXPECT_FALSE(hasDocumentExtension("c.JSON"));
}

TEST(Document, KnowsWhichMapsHoldText) {
  const Region step = elementRegion(childRegion(Region::kRoot, "teststeps"));
  EXPECT_EQ(childRegion(Region::kRoot, "config"), Region::kConfig);
  EXPECT_EQ(childRegion(Region::kConfig, "environs"), Region::kTextMap);
  EXPECT_EQ(childRegion(Region::kConfig, "parameters"), Region::kParameters);
  EXPECT_EQ(childRegion(Region::kConfig, "variables"), Region::kPlain);
  EXPECT_EQ(childRegion(step, "extract"), Region::kTextMap);
  EXPECT_EQ(childRegion(childRegion(step, "request"), "cookies"), Region::kTextMap);
  EXPECT_EQ(childRegion(childRegion(step, "request"), "json"), Region::kPlain);
  EXPECT_EQ(childRegion(Region::kPlain, "headers"), Region::kPlain);
  EXPECT_EQ(childRegion(childRegion(step, "request"), "upload"), Region::kUpload);
  EXPECT_EQ(childRegion(Region::kConfig, "upload"), Region::kPlain);
  EXPECT_EQ(childRegion(Region::kTextMap, "X-A"), Region::kTextList);
}

TEST(Document, AMapIsGivenInItsOrder) {
  EXPECT_EQ(asOrderedList({{"a", 1}, {"z", {2}}}, {"z", "a"}).dump(), R"([{"z":[2]},{"a":1}])");
}

}  // namespace
}  // namespace hrp::testcase
