#include "import/postman/postman_request.hpp"

#include <gtest/gtest.h>

#include "support/memory_files.hpp"

namespace hrp::import {
namespace {

class PostmanRequestTest : public ::testing::Test {
 protected:
  OrderedValue request(const std::string& json, const std::string& auth = "{}",
                       const std::string& behaviour = "{}") {
    const OrderedValue source = OrderedValue::parse(json);
    const OrderedValue parsed_auth = OrderedValue::parse(auth);
    const OrderedValue parsed_behaviour = OrderedValue::parse(behaviour);
    auto made = readPostmanRequest({source, parsed_auth, parsed_behaviour},
                                   {texts_, files_, place_, notes_});
    return made ? *made : OrderedValue(made.error().message);
  }
  PostmanText texts_;
  hrp::testing::MemoryFiles files_;
  std::string place_ = "p";
  std::vector<std::string> notes_;
};

TEST_F(PostmanRequestTest, TheBodyOfAGetIsLeftOutAsPostmanDoes) {
  const std::string get = R"({"method":"get","url":"http://h/a","body":{"mode":"raw","raw":"{}"}})";
  EXPECT_EQ(request(get).dump(), R"({"method":"GET","url":"http://h/a"})");
  EXPECT_EQ(request(get, "{}", R"({"disableBodyPruning":true})")["body"], "{}");
}

TEST_F(PostmanRequestTest, HeadersMayComeAgain) {
  EXPECT_EQ(request(R"({"url":"h","header":[{"key":"X-A","value":"1"},{"key":"X-A","value":"2"}]})")
                ["headers"]
                    .dump(),
            R"({"X-A":["1","2"]})");
  EXPECT_EQ(request(R"({"url":"h","header":"A: 1\nB: 2"})")["headers"].dump(),
            R"({"A":"1","B":"2"})");
}

TEST_F(PostmanRequestTest, OAuth2SendsItsToken) {
  const std::string token = R"({"type":"oauth2","oauth2":[{"key":"accessToken","value":"AT"},)"
                            R"({"key":"addTokenTo","value":)";
  EXPECT_EQ(request(R"({"url":"h"})", token + R"("header"}]})")["headers"]["Authorization"],
            "Bearer AT");
  EXPECT_EQ(request(R"({"url":"h"})", token + R"("queryParams"}]})")["url"],
            "http://h?access_token=AT");
  static_cast<void>(request(R"({"url":"h"})", R"({"type":"digest"})"));
  EXPECT_EQ(notes_, std::vector<std::string>{"p: the authorization \"digest\" is not converted"});
}

TEST_F(PostmanRequestTest, AKeyInTheQueryIsEncoded) {
  EXPECT_EQ(request(R"({"url":"h/?a"})",
                    R"({"type":"apikey","apikey":{"key":"k y","value":"","in":"query"}})")["url"],
            "http://h/?a&k%20y=");
}

}  // namespace
}  // namespace hrp::import
