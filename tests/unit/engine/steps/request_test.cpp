// The request step of a user (src/engine/steps/user_request.cpp), against the test server.

#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

using ::testing::HasSubstr;

class UserRequestTest : public EngineFixture {
 protected:
  void expectNoFailures() {
    for (const auto& [key, found] : total_.rows) {
      EXPECT_EQ(found.failures(), 0U)
          << key.type << " " << key.name << ": " << firstError(key.type, key.name);
    }
  }
};

TEST_F(UserRequestTest, ExtractedValuesReachTheNextStep) {
  addCase(
      "  - name: login\n"
      "    request: {method: POST, url: /login, json: {user: $user, password: secret}}\n"
      "    extract: {token: body.token}\n"
      "    validate: [{eq: [status_code, 200]}, {startswith: [$token, tok-ann]}]\n"
      "  - name: items\n"
      "    request:\n      method: GET\n      url: /items\n      params: {token: $token}\n"
      "      headers: {authorization: Bearer $token}\n"
      "    validate: [{eq: [status_code, 200]}, {eq: ['body.items[1].id', 2]}]\n",
      "  variables: {user: ann}\n");
  runLoops(3, 4);
  expectNoFailures();
  EXPECT_EQ(server_->requestCount("/items"), 12U);
  EXPECT_EQ(row("request-POST", "login").requests(), 12U);
  EXPECT_GT(row("request-POST", "login").bytes_sent, 0U);
  EXPECT_GT(row("request-POST", "login").content_bytes, 0U);
  EXPECT_EQ(total_.status_codes.at(200), 24U);
}

TEST_F(UserRequestTest, EveryUserHasItsOwnCookies) {
  addCase(
      "  - name: set\n    request: {method: GET, url: /cookies/set, params: {sid: $row}}\n"
      "  - name: get\n    request: {method: GET, url: /cookies, cookies: {own: mine}}\n"
      "    validate:\n      - eq: [body.cookies.sid, $row]\n      - eq: [body.cookies.own, mine]\n",
      "  parameters: {row: ['1', '2', '3', '4', '5', '6']}\n");
  runLoops(6, 5);
  expectNoFailures();
}

TEST_F(UserRequestTest, RedirectsAreFollowedInOneSample) {
  addCase(
      "  - name: follow\n    request: {method: GET, url: /redirect/3}\n"
      "    validate: [{eq: [status_code, 200]}, {eq: [body.hello, world]}]\n"
      "  - name: stay\n    request: {method: GET, url: /redirect/1, allow_redirects: false}\n"
      "    validate: [{eq: [status_code, 302]}]\n");
  runLoops(1, 1);
  expectNoFailures();
  EXPECT_EQ(row("request-GET", "follow").requests(), 1U);
  EXPECT_EQ(server_->requestCount(), 5U);
}

TEST_F(UserRequestTest, TooManyRedirectsFail) {
  addCase("  - name: loop\n    request: {method: GET, url: /redirect/10}\n");
  runLoops(1, 1);
  EXPECT_EQ(server_->requestCount(), 10U);
  EXPECT_EQ(firstKind("request-GET", "loop"), base::ErrorKind::kRedirect);
  EXPECT_THAT(firstError("request-GET", "loop"), HasSubstr("10 redirects"));
}

TEST_F(UserRequestTest, EncodedBodiesAreDecoded) {
  addCase(
      "  - name: gzip\n    request: {method: GET, url: /gzip}\n"
      "    validate: [{eq: [body.gzipped, true]}]\n");
  runLoops(1, 2);
  expectNoFailures();
}

TEST_F(UserRequestTest, AGzipBombIsAFailureOfTheProtocol) {
  addCase("  - name: bomb\n    request: {method: GET, url: /lies/bomb}\n");
  runLoops(1, 1);
  EXPECT_EQ(row("request-GET", "bomb").failures(), 1U);
  EXPECT_EQ(firstKind("request-GET", "bomb"), base::ErrorKind::kProtocol);
  EXPECT_THAT(firstError("request-GET", "bomb"), HasSubstr("beyond the limit"));
}

TEST_F(UserRequestTest, ATimeoutOfTheStepFailsIt) {
  addCase("  - name: never\n    request: {method: GET, url: /never, timeout: 0.1}\n");
  runLoops(2, 1);
  EXPECT_EQ(row("request-GET", "never").failures(), 2U);
  EXPECT_EQ(firstKind("request-GET", "never"), base::ErrorKind::kTimeout);
}

TEST_F(UserRequestTest, ABrokenConnectionFailsTheStep) {
  addCase("  - name: reset\n    request: {method: POST, url: /reset}\n");
  runLoops(1, 2);
  EXPECT_EQ(row("request-POST", "reset").failures(), 2U);
  EXPECT_EQ(firstKind("request-POST", "reset"), base::ErrorKind::kReset);
}

TEST_F(UserRequestTest, AnExpressionThatFailsIsCountedAndNotSent) {
  addCase(
      "  - name: bad\n"
      "    request: {method: GET, url: '/hello/${random_int($number)}'}\n",
      "  variables: {number: 0}\n");
  runLoops(1, 2);
  EXPECT_EQ(server_->requestCount(), 0U);
  EXPECT_EQ(row("request-GET", "bad").failures(), 2U) << firstError("request-GET", "bad");
  EXPECT_EQ(firstKind("request-GET", "bad"), base::ErrorKind::kScript);
}

TEST_F(UserRequestTest, SleepInAHookDelaysTheRequest) {
  addCase(
      "  - name: hook\n    setup_hooks: ['${sleep(1)}']\n"
      "    request: {method: GET, url: /hello}\n");
  runLoops(3, 1);
  EXPECT_GE(row("transaction", "Action").latency.all().min(), 1'000'000U);
  EXPECT_LT(row("request-GET", "hook").latency.all().max(), 900'000U);
}

TEST_F(UserRequestTest, HooksChangeTheRequestAndTheResponse) {
  addCase(R"(
  - name: sign
    variables: {key: secret}
    request: {method: POST, url: /echo, json: {n: 1}, params: {p: old}}
    setup_hooks:
      - text: ${json($key)}
      - ${set_header($request, X-Signature, $text)}
      - request: {method: PUT, params: {p: new}, body: {n: 2, id: "${user_id()}"}}
    teardown_hooks:
      - ok: ${get($response, status_code)}
      - ${set($response, status_code, 299)}
    extract: {seen: $ok}
    validate:
      - eq: [status_code, 299]
      - eq: [$ok, 200]
      - eq: [body.method, PUT]
      - eq: [body.raw_query, p=new]
      - eq: ['body.headers."X-Signature"', '"secret"']
      - contains: [body.body, '"n":2']
  - name: later
    request: {url: /echo}
    validate: [{eq: [$seen, 200]}, {eq: [body.method, GET]}]
)");
  runLoops(3, 3);
  expectNoFailures();
  EXPECT_EQ(total_.status_codes.at(200), 18U);
}

TEST_F(UserRequestTest, AHookThatBreaksTheRequestFailsTheStepUnsent) {
  addCase(
      "  - name: bad\n    setup_hooks: [{request: {url: nohost}}]\n"
      "    request: {method: GET, url: /hello}\n");
  runLoops(1, 1);
  EXPECT_EQ(server_->requestCount(), 0U);
  EXPECT_EQ(firstError("request-GET", "bad"), "$request.url: has no host");
}

TEST_F(UserRequestTest, UploadsAreSentAlsoAfterAHookChangedAHeader) {
  write("up.txt", std::string(300'000, 'u') + "-last");
  addCase(
      "  - name: up\n    request:\n      method: POST\n      url: /echo\n"
      "      upload: {file: '@up.txt', title: text}\n"
      "    setup_hooks: [\"${set_header($request, X-Body, 1)}\"]\n"
      "    validate:\n      - contains: [body.body, \"u-last\\r\\n\"]\n"
      "      - contains: [body.body, 'name=\"title\"']\n"
      "      - eq: ['body.headers.\"X-Body\"', '1']\n");
  runLoops(2, 2);
  expectNoFailures();
  EXPECT_EQ(server_->requestCount("/echo"), 4U);
  EXPECT_GT(row("request-POST", "up").bytes_sent, 4U * 300'000U);
}

TEST_F(UserRequestTest, KeepAliveCanBeDisabled) {
  addCase("  - name: hello\n    request: {method: GET, url: /hello}\n");
  EngineSettings settings = twoThreads();
  settings.disable_keepalive = true;
  prepare(settings);
  engine_->start({SpawnGroup{.count = 2, .iterations = 6}}, {});
  ASSERT_TRUE(pollUntilFinished());
  expectNoFailures();
  EXPECT_EQ(server_->connectionCount(), 6U);
}

}  // namespace
}  // namespace hrp::engine
