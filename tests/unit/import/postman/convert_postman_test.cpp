#include <gtest/gtest.h>

#include "unit/import/converting.hpp"

namespace hrp::import {
namespace {

using expression::Value;

std::string collection(const std::string& items, const std::string& more = "") {
  return R"({"info":{"name":"Shop","schema":"https://schema.getpostman.com/json/collection/v2.1.0/)"
         R"(collection.json"},"item":[)" +
         items + "]" + more + "}";
}

std::string item(const std::string& request) {
  return R"({"name":"call","request":{"method":"POST","url":"http://x/",)" + request + "}}";
}

Value postman(const std::string& items, const std::string& more = "", const Texts& files = {}) {
  return requestOf(collection(items, more), "a.json", files);
}

TEST(ConvertPostmanTest, FoldersVariablesAndHeaders) {
  const auto requests = requestsOf(
      collection(
          R"({"name":"Admin","item":[{"name":"Users","item":[{"name":"list",
            "request":{"method":"GET","header":[{"key":"X-A","value":"{{token}}-$1"},
              {"key":"X-Off","value":"x","disabled":true}],
             "url":{"raw":"unused","protocol":"https","host":["{{host-name}}","example"],
              "port":"8443","path":["users",":id","{{tab}}"],
              "query":[{"key":"a","value":"1"},{"key":"b","value":"2","disabled":true},
                       {"key":"c","value":null}],
              "variable":[{"key":"id","value":"7"}]}}}]}]},
            {"name":"root","request":"{{base}}/plain"})",
          R"(,"variable":[{"key":"token","value":"t$"},{"key":"host-name","value":"shop"},
              {"key":"base","value":"http://{{host-name}}"},{"key":"tab","value":5},
              {"key":"off","value":"x","disabled":true}])"),
      "a.json");
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0]["name"], "Admin / Users / list");
  EXPECT_EQ(requests[0]["url"], "https://shop.example:8443/users/7/5?a=1&c");
  EXPECT_EQ(requests[0]["headers"], (Value{{"X-A", "t$-$1"}}));
  EXPECT_EQ(requests[1]["url"], "http://shop/plain");
}

TEST(ConvertPostmanTest, RawBodiesHaveTheTypeOfTheirLanguage) {
  const Value request =
      postman(item(R"("body":{"mode":"raw","raw":"{\n  \"id\": \"{{id}}\", \"cost\": \"$5\"\n}\n",
              "options":{"raw":{"language":"json"}}})"),
              R"(,"variable":[{"key":"id","value":"7"}])");
  EXPECT_EQ(request["body"], "{\n  \"id\": \"7\", \"cost\": \"$5\"\n}\n");
  EXPECT_EQ(request["headers"], (Value{{"Content-Type", "application/json"}}));
}

TEST(ConvertPostmanTest, FormsAreEncodedAlsoTheirVariables) {
  const Value request =
      postman(item(R"("body":{"mode":"urlencoded","urlencoded":[{"key":"a b","value":"1&{{v}}"},
              {"key":"off","value":"x","disabled":true},{"key":"c","value":""}]})"),
              R"(,"variable":[{"key":"v","value":"x y&"}])");
  EXPECT_EQ(request["body"], "a%20b=1%26x%20y%26&c=");
  EXPECT_EQ(request["headers"]["Content-Type"], "application/x-www-form-urlencoded");
}

TEST(ConvertPostmanTest, FormDataBecomesAnUpload) {
  const auto converted = convertText(collection(item(R"("body":{"mode":"formdata","formdata":[
          {"key":"t","value":"text","type":"text"},
          {"key":"f","type":"file","src":"in.png","contentType":"image/png"}]})")),
                                     "a.json", {{"in.png", "x"}});
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  EXPECT_EQ(converted->testcase["teststeps"][0]["request"]["upload"].dump(),
            R"({"t":"text","f":"@\"in.png\";type=\"image/png\""})");
}

TEST(ConvertPostmanTest, PartsKeepTheirOrderAndFilesMayBeVariables) {
  const auto converted = convertText(
      collection(item(R"("body":{"mode":"formdata","formdata":[{"key":"z","value":"1"},
          {"key":"f","type":"file","src":["a.txt","b.txt"]},{"key":"v","type":"file","src":"{{p}}"},
          {"key":"a","value":"{{v}}"}]})"),
                 R"(,"variable":[{"key":"v","value":"value"},{"key":"p","value":"a.txt"}])"),
      "a.json", {{"a.txt", "A"}, {"b.txt", "B"}});
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  EXPECT_EQ(converted->testcase["teststeps"][0]["request"]["upload"].dump(),
            R"([{"z":"1"},{"f":"@\"a.txt\""},{"f":"@\"b.txt\""},{"v":"@\"${p}\""},{"a":"${v}"}])");
}

TEST(ConvertPostmanTest, FilesAndGraphQl) {
  EXPECT_EQ(postman(item(R"("body":{"mode":"file","file":{"src":"in.txt"}})"), "",
                    {{"in.txt", " raw $\n"}})["body"],
            " raw $\n");
  const Value request =
      postman(item(R"("body":{"mode":"graphql","graphql":{"query":"{ a(id: \"$x\") }",
              "variables":"{\"x\": 1}"}})"));
  EXPECT_EQ(request["body"], R"({"query":"{ a(id: \"$x\") }","variables":{"x":1}})");
  EXPECT_EQ(postman(item(R"("body":{"mode":"graphql","graphql":{"query":"{a}","operationName":"Q",
              "variables":""}})"))["body"],
            R"({"query":"{a}","operationName":"Q"})");
}

TEST(ConvertPostmanTest, AuthorizationIsInherited) {
  const std::string bearer =
      R"("auth":{"type":"bearer","bearer":[{"key":"token","value":"{{t}}"}]})";
  const std::string basic = R"("auth":{"type":"basic","basic":[{"key":"username","value":"a\"$"},)"
                            R"({"key":"password","value":"p"}]})";
  const auto requests = requestsOf(
      collection(R"({"name":"inherits","request":{"url":"http://x/"}},
                    {"name":"own","request":{"url":"http://x/",)" +
                     basic + R"(}},
                    {"name":"none","request":{"url":"http://x/","auth":{"type":"noauth"}}},
                    {"name":"folder",)" +
                     basic + R"(,"item":[{"name":"inner","request":{"url":"http://x/"}}]})",
                 "," + bearer + R"(,"variable":[{"key":"t","value":"secret"}])"),
      "a.json");
  ASSERT_EQ(requests.size(), 4u);
  EXPECT_EQ(requests[0]["headers"]["Authorization"], "Bearer secret");
  EXPECT_EQ(requests[1]["headers"]["Authorization"], "Basic YSIkOnA=");
  EXPECT_EQ(requests[2]["headers"], Value::object());
  EXPECT_EQ(requests[3]["headers"]["Authorization"], "Basic YSIkOnA=");
}

TEST(ConvertPostmanTest, CredentialsMayHoldVariablesAndKeysGoIntoTheUrl) {
  const Value request =
      postman(item(R"("auth":{"type":"basic","basic":{"username":"{{u}}","password":"\"$\\"}})"),
              R"(,"variable":[{"key":"u","value":"me"}])");
  EXPECT_EQ(request["headers"]["Authorization"], "Basic bWU6IiRc");
  const std::string key = R"("auth":{"type":"apikey","apikey":[{"key":"key","value":"k"},
      {"key":"value","value":"a b"},{"key":"in","value":"query"}]})";
  EXPECT_EQ(postman(item(key))["url"], "http://x/?k=a%20b");
  EXPECT_EQ(postman(R"({"name":"q","request":{"url":"http://x/?a=1",)" + key + "}}")["url"],
            "http://x/?a=1&k=a%20b");
}

TEST(ConvertPostmanTest, WhatIsNotConvertedIsNoted) {
  const auto converted = convertText(collection(R"json({"name":"call","event":[
          {"listen":"test","script":{"exec":["pm.environment.set('token', 1)"]}},
          {"listen":"prerequest","script":{"exec":[""]}}],
          "request":{"url":"{{gone}}/{{$randomFirstName}}/{{nope}}/{{token}}",
                     "auth":{"type":"oauth1"}}})json"),
                                     "a.json");
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  EXPECT_EQ(converted->notes,
            (std::vector<std::string>{
                "a.json: item 1 (call): the authorization \"oauth1\" is not converted",
                "a.json: nothing defines {{gone}}; set gone in config.variables, or give its "
                "environment with --environment",
                "a.json: nothing defines {{nope}}; it is sent as this text, or give its "
                "environment with --environment",
                "a.json: {{token}} is set by a script, which is not converted; extract token in a "
                "step, or set it in config.variables",
                "a.json: 1 scripts (events) are not converted"}));
  EXPECT_EQ(converted->testcase["config"]["variables"].dump(), R"({"token":"","gone":""})");
}

TEST(ConvertPostmanTest, EnvironmentsWinOverTheCollection) {
  hrp::testing::MemoryFiles files;
  files.add("dev.json",
            R"({"name":"dev","values":[{"key":"host","value":"http://dev","enabled":true},
                          {"key":"off","value":"x","enabled":false}]})");
  ReadOptions options;
  options.environments = {"dev.json"};
  const std::string text = collection(R"({"name":"a","request":"{{host}}/a"})",
                                      R"(,"variable":[{"key":"host","value":"http://own"}])");
  const auto converted = convertDocument(text, "a.json", files, options);
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  EXPECT_EQ(converted->testcase["config"]["variables"].dump(), R"({"host":"http://dev"})");
  options.environments = {"gone.json"};
  const auto refused = convertDocument(text, "a.json", files, options);
  EXPECT_EQ(refused.error().message.find("--environment: "), 0u);
}

TEST(ConvertPostmanTest, BehaviourOfTheProtocolIsKept) {
  const auto converted =
      convertText(collection(R"({"name":"c","protocolProfileBehavior":{"followRedirects":false,
          "strictSSL":false},"request":{"url":"https://x/"}})"),
                  "a.json");
  ASSERT_TRUE(converted.has_value());
  EXPECT_EQ(converted->testcase["teststeps"][0]["request"].dump(),
            R"({"method":"GET","url":"https://x/","allow_redirects":false,"verify":false})");
}

TEST(ConvertPostmanTest, AnItemThatCanNotBeTakenOverIsANoteAmongOthers) {
  const auto converted = convertText(
      collection(R"({"name":"New Request","request":{"method":"GET","header":[]}},{"name":"none"},
          {"name":"ok","request":"localhost:9100/get#x"},)" +
                 item(R"("body":{"mode":"file","file":{"src":"/C:/a.bin"}})") + "," +
                 item(R"("body":{"mode":"formdata","formdata":[{"key":"f","type":"file","src":null},
                        {"key":"g","type":"file","src":["a.png"]},{"key":"h","value":"1"}]})")),
      "a.json");
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  const OrderedValue& steps = converted->testcase["teststeps"];
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0]["request"]["url"], "http://localhost:9100/get");
  EXPECT_FALSE(steps[1]["request"].contains("body"));
  EXPECT_EQ(steps[2]["request"]["upload"].dump(), R"({"h":"1"})");
  EXPECT_EQ(converted->notes.size(), 5u);
  EXPECT_EQ(converted->notes[0],
            "a.json: item 1 (New Request): the request has no URL; it is left out");
}

TEST(ConvertPostmanTest, ErrorsNameTheItem) {
  EXPECT_EQ(convertError(collection(R"({"name":"a","request":{"url":""}})"), "a.json"),
            "a.json: item 1 (a): the request has no URL");
  EXPECT_EQ(convertError(collection(R"({"name":"F","item":[{"name":"b"}]})"), "a.json"),
            "a.json: item 1 (F / b): there is no \"request\" in it");
  EXPECT_EQ(convertError(collection(R"({"name":"F","item":7})"), "a.json"),
            "a.json: \"item\" is not a list");
  EXPECT_EQ(convertError(collection(""), "a.json"), "a.json: \"item\" holds no request");
}

TEST(ConvertPostmanTest, DeepFoldersEndInAnError) {
  std::string items = R"({"name":"r","request":{"url":"http://x"}})";
  for (int i = 0; i < 80; ++i) items = R"({"name":"f","item":[)" + items + "]}";
  EXPECT_EQ(convertError(collection(items), "a.json"), "a.json: folders nested deeper than 64");
}

}  // namespace
}  // namespace hrp::import
