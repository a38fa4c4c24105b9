#include "import/postman/dynamic_variables.hpp"

#include <gtest/gtest.h>

#include "unit/import/converting.hpp"

namespace hrp::import {
namespace {

TEST(DynamicVariablesTest, EachGivesAValue) {
  for (const char* name : {"$guid", "$timestamp", "$randomInt", "$randomFirstName", "$randomEmail",
                           "$randomCity", "$randomIP", "$randomPrice", "$randomLoremSentence",
                           "$randomDateFuture", "$randomWords", "$randomHexColor"}) {
    const std::string call = dynamicVariable(name);
    ASSERT_NE(call, "") << name;
    const OrderedValue document = {
        {"config", {{"name", "x"}}},
        {"teststeps", {{{"request", {{"url", "http://x/"}, {"body", call}}}}}}};
    const auto requests = runDocument(document, TextFormat::kJson);
    ASSERT_EQ(requests.size(), 1u) << name;
    EXPECT_NE(requests[0]["body"], "") << name;
    EXPECT_EQ(requests[0]["body"].dump().find("${"), std::string::npos) << name;
  }
}

TEST(DynamicVariablesTest, OthersAreNone) {
  for (const char* name : {"", "$", "$random", "$zzz", "guid", "$guid "}) {
    EXPECT_EQ(dynamicVariable(name), "");
  }
}

}  // namespace
}  // namespace hrp::import
