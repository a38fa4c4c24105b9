#include <filesystem>

#include "hrp/plugin/python_functions.hpp"
#include "support/fakes/fake_custom_functions.hpp"
#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr const char* kFunctions = "debugtalk.py";

// Users whose testcases call functions that the test answers.
class UserFunctionsTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    write(kFunctions, "");
    load_options_.open_functions = [this](const expression::CustomSource&) { return open(); };
  }
  void start(std::int64_t users, std::int64_t loops) {
    prepare();
    ASSERT_NE(engine_, nullptr);
    custom_->hold = hold_;
    engine_->start({SpawnGroup{.count = users, .iterations = users * loops}}, {});
  }
  base::Result<std::shared_ptr<expression::CustomFunctions>> open() { return custom_; }

  std::shared_ptr<hrp::testing::FakeCustomFunctions> custom_ =
      std::make_shared<hrp::testing::FakeCustomFunctions>();
  bool hold_ = false;
};

TEST_F(UserFunctionsTest, EachCallIsMadeOnceWhereverItStands) {
  addCase(
      "  - name: one\n    variables: {a: '${add(1, 2)}', b: '${echo($a)}'}\n"
      "    setup_hooks: ['${echo($request)}']\n"
      "    teardown_hooks: ['${echo($response)}']\n"
      "    request: {method: GET, url: /echo, params: {a: $a, b: $b, c: '${add($a, $b)}'}}\n"
      "    extract: {seen: body.query.c, called: '${echo($a)}'}\n"
      "    validate:\n"
      "      - eq: [$seen, '6']\n      - eq: [$called, 3]\n      - eq: ['${echo($seen)}', '6']\n"
      "      - str_eq: [body.query.b, '${echo($b)}']\n",
      "  variables: {k: '${echo(7)}'}\n  parameters: {p: ['${echo($k)}', '${add(1, 1)}']}\n");
  runLoops(1, 2);
  EXPECT_EQ(row("request-GET", "one").requests(), 2U);
  EXPECT_EQ(row("request-GET", "one").failures(), 0U) << firstError("request-GET", "one");
  // Twice: two variables, a hook, a parameter, a hook, an extraction, two checks. Once: k. And one
  // for each row of the parameters. What loading called is not the users'.
  EXPECT_EQ(total_.function_calls, 2U * 8U + 1U + 2U);
}

TEST_F(UserFunctionsTest, AWebSocketStepWaitsForItsCalls) {
  addCase(
      "  - name: open\n    websocket: {type: open, url: /ws/echo,"
      " headers: {X-Token: '${echo(abc)}'}}\n"
      "  - name: both\n    variables: {v: '${add(1, 2)}'}\n"
      "    websocket: {type: wr, url: /ws/echo, text: {v: '${echo($v)}'}}\n"
      "    extract: {heard: body.v, called: '${echo($v)}'}\n"
      "    validate: [{eq: [$heard, 3]}, {eq: ['${echo($called)}', 3]}]\n"
      "  - name: bad\n    websocket: {type: w, url: /ws/echo, text: '${fail()}'}\n");
  runLoops(2, 3);
  EXPECT_EQ(row("websocket-open", "open").failures(), 0U) << firstError("websocket-open", "open");
  EXPECT_EQ(row("websocket-wr", "both").requests(), 6U);
  EXPECT_EQ(row("websocket-wr", "both").failures(), 0U) << firstError("websocket-wr", "both");
  EXPECT_EQ(row("websocket-w", "bad").failures(), 6U);
  EXPECT_EQ(firstKind("websocket-w", "bad"), base::ErrorKind::kScript);
  EXPECT_THAT(firstError("websocket-w", "bad"), HasSubstr("function fail: ValueError: bad"));
  EXPECT_EQ(server_->messageCount(), 6U);  // each call's answer was used once
  EXPECT_EQ(total_.function_calls, 6U * 6U);
  EXPECT_EQ(total_.function_failures, 6U);
}

TEST_F(UserFunctionsTest, AFailureIsThatOfTheStep) {
  addCase(
      "  - name: before\n    request: {method: GET, url: /hello}\n"
      "    validate: [{eq: [status_code, 200]}]\n"
      "  - name: hook\n    setup_hooks: ['${fail()}']\n    request: {method: GET, url: /hello}\n");
  runLoops(2, 2);
  EXPECT_EQ(row("request-GET", "before").failures(), 0U);
  EXPECT_EQ(row("request-GET", "hook").failures(), 4U);
  EXPECT_EQ(firstKind("request-GET", "hook"), base::ErrorKind::kScript);
  EXPECT_THAT(firstError("request-GET", "hook"), HasSubstr("function fail: ValueError: bad"));
  EXPECT_EQ(server_->requestCount("/hello"), 4U) << "what failed was not sent";
}

// The text of the expression would be something else than 5 as well.
TEST_F(UserFunctionsTest, AFailureInACheckIsThatOfTheStep) {
  addCase(
      "  - name: check\n    request: {method: GET, url: /hello}\n"
      "    validate: [{ne: ['${echo(1)}', 5]}, {ne: ['${fail()}', 5]}]\n");
  runLoops(1, 2);
  EXPECT_EQ(row("request-GET", "check").failures(), 2U);
  EXPECT_EQ(firstKind("request-GET", "check"), base::ErrorKind::kCheck);
  EXPECT_EQ(firstError("request-GET", "check"),
            "validate[1]: ${fail()} ne: function fail: ValueError: bad (at offset 0)");
  EXPECT_EQ(total_.function_calls, 4U);
}

TEST_F(UserFunctionsTest, AFailureInAnExtractionIsThatOfTheStep) {
  addCase(
      "  - name: extract\n    request: {method: GET, url: /hello}\n"
      "    extract: {x: 'a ${fail()}'}\n");
  runLoops(1, 2);
  EXPECT_EQ(row("request-GET", "extract").failures(), 2U);
  EXPECT_EQ(firstError("request-GET", "extract"),
            "extract.x: function fail: ValueError: bad (at offset 2)");
}

TEST_F(UserFunctionsTest, AnExtractionSeesTheValuesFromBeforeTheStep) {
  addCase(
      "  - name: first\n    request: {method: GET, url: '/echo?v=old'}\n"
      "    extract: {v: body.query.v}\n"
      "  - name: second\n    request: {method: GET, url: '/echo?v=new'}\n"
      "    extract: {a: '${echo($v)}', b: '${echo($v)}', v: body.query.v}\n"
      "    validate: [{eq: [$a, old]}, {eq: [$b, old]}, {eq: ['${echo($v)}', new]}]\n");
  runLoops(1, 3);
  EXPECT_EQ(row("request-GET", "second").requests(), 3U);
  EXPECT_EQ(row("request-GET", "second").failures(), 0U) << firstError("request-GET", "second");
}

TEST_F(UserFunctionsTest, AReferencedTestcaseMayCallInItsConfig) {
  write("child.yaml",
        "config:\n  name: child\n  base_url: \"" + server_->url() +
            "\"\n  variables: {x: '${add(2, 3)}'}\nteststeps:\n"
            "  - name: inner\n    request: {method: GET, url: /echo, params: {x: $x}}\n"
            "    validate: [{eq: [body.query.x, '5']}]\n");
  addCase("  - name: outer\n    variables: {y: '${echo(1)}'}\n    testcase: child.yaml\n");
  runLoops(2, 2);
  EXPECT_EQ(row("request", "outer - inner").requests(), 4U);
  EXPECT_EQ(row("request", "outer - inner").failures(), 0U);
  EXPECT_EQ(row("testcase", "outer").requests(), 4U);
}

TEST_F(UserFunctionsTest, AStopWhileAResponseWaitsLosesNoRequest) {
  hold_ = true;
  addCase(
      "  - name: one\n    request: {method: GET, url: /hello}\n"
      "    validate: [{eq: ['${echo(1)}', 1]}]\n"
      "  - name: two\n    request: {method: GET, url: '/hello?${echo(1)}'}\n");
  start(4, 1);
  ASSERT_TRUE(pollUntil([&](const EngineReport&) { return custom_->callCount() == 4; }));
  engine_->stop(seconds(10));
  for (int i = 0; i < 4; ++i) custom_->answerNext();
  stopAndFinish();
  EXPECT_EQ(row("request-GET", "one").requests(), 4U);
  EXPECT_EQ(row("request-GET", "two").requests(), 0U);
  EXPECT_EQ(server_->requestCount("/hello"), 4U);
}

TEST_F(UserFunctionsTest, TheUsersOfEveryWorkerShareTheProcessesEvenly) {
  addCase("  - name: one\n    request: {method: GET, url: '/hello?${echo(1)}'}\n");
  EngineSettings settings = twoThreads();
  settings.worker_index = 1;
  settings.worker_count = 4;
  prepare(settings);
  custom_->lanes.clear();
  engine_->start({SpawnGroup{.count = 6, .stride = 4, .first_user_id = 2, .iterations = 6}}, {});
  ASSERT_TRUE(pollUntilFinished());
  std::sort(custom_->lanes.begin(), custom_->lanes.end());
  EXPECT_EQ(custom_->lanes, (std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5}));
}

TEST_F(UserFunctionsTest, FunctionsThatCannotBeCalledAnyMoreAreTheEnd) {
  addCase("  - name: one\n    request: {method: GET, url: '/hello?${echo(1)}'}\n");
  start(2, 1'000'000);
  ASSERT_TRUE(pollUntil([&](const EngineReport& report) {
    EXPECT_EQ(report.fatal, "");
    return custom_->callCount() > 4;
  }));
  custom_->breakDown("debugtalk.py: it keeps dying");
  ASSERT_TRUE(pollUntil([](const EngineReport& report) { return !report.fatal.empty(); }));
  const EngineReport report = engine_->poll();
  EXPECT_EQ(report.fatal, "debugtalk.py: it keeps dying");
  EXPECT_TRUE(report.fatal_for_all);
  stopAndFinish();
}

TEST_F(UserFunctionsTest, TheDrainEndsUsersThatWaitForAFunction) {
  hold_ = true;
  addCase(
      "  - name: one\n    request: {method: GET, url: /hello}\n"
      "    validate: [{eq: ['${echo(1)}', 1]}]\n");
  start(3, 1);
  ASSERT_TRUE(pollUntil([&](const EngineReport&) { return custom_->callCount() == 3; }));
  stopAndFinish(milliseconds(20));
  EXPECT_EQ(row("request-GET", "one").aborted, 3U);
  EXPECT_EQ(row("request-GET", "one").requests(), 0U);
  EXPECT_TRUE(total_.status_codes.empty());
  for (int i = 0; i < 3; ++i) custom_->answerNext();  // too late, and nobody is there
}

TEST_F(UserFunctionsTest, UsersThatWaitBeforeARequestEndAtOnce) {
  hold_ = true;
  addCase("  - name: one\n    request: {method: GET, url: '/hello?${echo(1)}'}\n");
  start(3, 1);
  ASSERT_TRUE(pollUntil([&](const EngineReport&) { return custom_->callCount() == 3; }));
  stopAndFinish(seconds(30));
  EXPECT_EQ(server_->requestCount("/hello"), 0U);
  EXPECT_EQ(row("request-GET", "one").requests(), 0U);
}

TEST_F(UserFunctionsTest, TheCaseTimeoutHoldsForFunctionsToo) {
  hold_ = true;
  addCase(
      "  - name: one\n    request: {method: GET, url: /hello}\n"
      "    validate: [{eq: ['${echo(1)}', 1]}]\n",
      "  case_timeout: 0.2\n");
  addCase("  - name: two\n    request: {method: GET, url: '/hello?${echo(1)}'}\n",
          "  case_timeout: 0.2\n");
  start(20, 1);
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_EQ(row("transaction", "Action").failures(), 20U);
  EXPECT_EQ(row("request-GET", "one").requests(), server_->requestCount("/hello"));
  EXPECT_EQ(row("request-GET", "one").failures(), server_->requestCount("/hello"));
  EXPECT_EQ(row("request-GET", "two").requests(), 0U);
}

// The same with a real Python.
class UserPythonTest : public EngineFixture {
 protected:
  void functions(const std::string& text, int interpreters) {
    write(kFunctions, text);
    plugin::PythonOptions options;
    options.interpreters = interpreters;
    load_options_.open_functions = [this, options](const expression::CustomSource& source) {
      return plugin::openPythonFunctions(options, source, clock_);
    };
  }
};

TEST_F(UserPythonTest, EveryRequestIsSignedOnce) {
  functions(
      "import hashlib, os\n"
      "FILE = os.path.join(os.path.dirname(__file__), 'calls')\n"
      "LOG = os.open(FILE, os.O_CREAT | os.O_WRONLY | os.O_APPEND)\n"
      "def digest(user, nonce, at):\n"
      "    text = f'{user}-{nonce}-{at}'.encode()\n"
      "    return hashlib.sha256(text).hexdigest()\n"
      "def sign(user, nonce, at):\n    os.write(LOG, b'x')\n    return digest(user, nonce, at)\n",
      2);
  addCase(
      "  - name: signed\n"
      "    variables: {u: '${user_id()}', n: '${uuid()}', t: '${get_timestamp()}', "
      "s: '${sign($u, $n, $t)}'}\n"
      "    request: {method: GET, url: /echo, params: {text: $u-$n-$t, s: $s}}\n"
      "    extract: {text: body.query.text}\n"
      "    validate:\n      - eq: [body.query.s, '${sha256($text)}']\n");
  runLoops(200, 10);
  EXPECT_EQ(row("request-GET", "signed").requests(), 2000U);
  const stats::Row signed_row = row("request-GET", "signed");
  EXPECT_EQ(signed_row.failures(), 0U)
      << (signed_row.errors.empty() ? "" : signed_row.errors.rbegin()->first.message);
  EXPECT_EQ(server_->requestCount("/echo"), 2000U);
  EXPECT_EQ(std::filesystem::file_size(folder_ + "/calls"), 2000U);
  EXPECT_EQ(total_.function_calls, 2000U);
  EXPECT_GT(total_.function_time_us, 0U);
}

TEST_F(UserPythonTest, AUserWhoseFunctionSleepsDelaysNobodyElse) {
  functions(
      "import threading\nothers = 0\ndone = threading.Event()\n"
      "def maybe(user):\n    global others\n"
      "    if user == 1:\n        return done.wait(20)\n"
      "    others += 1\n    if others == 19 * 10:\n        done.set()\n    return True\n",
      1);
  addCase(
      "  - name: one\n    variables: {u: '${user_id()}'}\n"
      "    request: {method: GET, url: /echo, params: {free: '${maybe($u)}'}}\n"
      "    validate: [{eq: [body.query.free, 'true']}]\n");
  runLoops(20, 10);
  EXPECT_EQ(row("request-GET", "one").requests(), 200U);
  EXPECT_EQ(row("request-GET", "one").failures(), 0U) << "user 1 waited for all the others";
}

TEST_F(UserPythonTest, AnInterpreterThatDiesFailsItsStepsAndIsBack) {
  functions(
      "import os\ncalls = 0\n"
      "FILE = os.path.join(os.path.dirname(__file__), 'died')\n"
      "def maybe():\n    global calls\n    calls += 1\n"
      "    if calls == 10 and not os.path.exists(FILE):\n"
      "        open(FILE, 'w').close()\n        os._exit(1)\n    return calls\n",
      1);
  addCase("  - name: one\n    request: {method: GET, url: '/hello?${maybe()}'}\n");
  runLoops(1, 30);
  EXPECT_EQ(row("request-GET", "one").requests(), 30U);
  EXPECT_EQ(row("request-GET", "one").failures(), 1U);
  EXPECT_THAT(firstError("request-GET", "one"),
              HasSubstr("function maybe: the Python interpreter was lost: it ended "
                        "(exit status 1)"));
}

}  // namespace
}  // namespace hrp::engine
