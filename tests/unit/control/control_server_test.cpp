#include "hrp/control/control_server.hpp"

#include <gtest/gtest.h>
#include <httplib.h>

#include <future>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "support/fakes/fake_run_control.hpp"
#include "unit/control/raw_client.hpp"

namespace hrp::control {
namespace {

using nlohmann::json;
using testing::FakeRunControl;

constexpr const char* kSuccess = R"({"code":0,"message":"success"})";

class ControlServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto started = server_.start();
    ASSERT_TRUE(started) << started.error().message;
    client_ = std::make_unique<httplib::Client>("127.0.0.1", server_.port());
  }

  std::string get(const std::string& path, int status = 200) {
    const auto reply = client_->Get(path);
    if (!reply) return "no reply";
    EXPECT_EQ(reply->status, status);
    return reply->body;
  }
  std::string post(const std::string& path, const std::string& body, int status = 200) {
    const auto reply = client_->Post(path, body, "application/json");
    if (!reply) return "no reply";
    EXPECT_EQ(reply->status, status);
    return reply->body;
  }
  std::string postMessage(const std::string& path, const std::string& body) {
    const json reply = json::parse(post(path, body));
    EXPECT_EQ(reply["code"], 2);
    return reply["message"];
  }

  const base::SystemClock clock_{};
  FakeRunControl control_;
  ControlServer server_{control_, clock_, ControlOptions{.address = "127.0.0.1:0"}};
  std::unique_ptr<httplib::Client> client_;
};

TEST_F(ControlServerTest, WelcomesAtTheRoot) {
  EXPECT_EQ(get("/"), "Welcome to httprunner page!");
}

TEST_F(ControlServerTest, AStopSaysHowLongItWaits) {
  const auto stopped = [this](const std::function<std::string()>& stop) {
    EXPECT_EQ(post("/start", R"({"spawn-count": 1, "testcase-path": "a.yml"})"), kSuccess);
    EXPECT_EQ(stop(), kSuccess);
    return control_.stops().back().drain;
  };
  using std::chrono::seconds;
  EXPECT_EQ(stopped([this] { return get("/stop"); }), std::nullopt);
  EXPECT_EQ(stopped([this] { return post("/stop", ""); }), std::nullopt);
  EXPECT_EQ(stopped([this] { return post("/stop", "{}"); }), std::nullopt);
  EXPECT_EQ(stopped([this] { return post("/stop", R"({"drain": 5})"); }), seconds(5));
  EXPECT_EQ(stopped([this] { return post("/stop", R"({"drain": "1m"})"); }), seconds(60));
  EXPECT_EQ(stopped([this] { return get("/stop?drain=5s"); }), seconds(5));
  EXPECT_EQ(stopped([this] { return get("/stop?drain=0"); }), seconds(0));
  EXPECT_EQ(post("/stop", "{}"), R"({"code":3,"message":"already stopped"})");
  EXPECT_EQ(postMessage("/stop", R"({"drain": -1})"), "'drain' must not be negative");
  EXPECT_EQ(postMessage("/stop", R"({"darin": 1})"), "failed to recognize params: [darin]");
  EXPECT_EQ(json::parse(get("/stop?drain=soon"))["code"], 2);
}

TEST_F(ControlServerTest, TellsItsUrl) {
  EXPECT_EQ(server_.url(), "http://127.0.0.1:" + std::to_string(server_.port()));
}

TEST_F(ControlServerTest, TheWholeCycleAnswersAsInHrp4) {
  EXPECT_EQ(post("/start", R"({"spawn-count": 11, "spawn-rate": 5, "testcase-path": "a.yml"})"),
            kSuccess);
  EXPECT_EQ(post("/start", R"({"testcase-path": "a.yml"})"),
            R"({"code":2,"message":"already started"})");
  EXPECT_EQ(post("/rebalance", R"({"spawn-count": 21, "spawn-rate": 10})"), kSuccess);
  EXPECT_EQ(json::parse(get("/master"))["data"]["target_users"], 21);
  EXPECT_EQ(get("/stop"), kSuccess);
  EXPECT_EQ(get("/stop"), R"({"code":3,"message":"already stopped"})");
  EXPECT_EQ(post("/rebalance", R"({"spawn-count": 21})"), R"({"code":2,"message":"no start"})");
  EXPECT_EQ(post("/start", R"({"testcase-path": "a.yml,b.yml"})"), kSuccess);
  EXPECT_EQ(get("/quit"), kSuccess);
  EXPECT_EQ(control_.quits(), 1);

  const auto starts = control_.starts();
  ASSERT_EQ(starts.size(), 2U);
  EXPECT_EQ(starts[0].spawn_count, 11);
  EXPECT_DOUBLE_EQ(starts[0].spawn_rate, 5);
  EXPECT_EQ(starts[1].spawn_count, 1);
  EXPECT_EQ(starts[1].testcase_paths, (std::vector<std::string>{"a.yml", "b.yml"}));
  ASSERT_EQ(control_.rebalances().size(), 1U);
  EXPECT_EQ(control_.rebalances()[0].spawn_count, 21);
}

TEST_F(ControlServerTest, ListsWorkersOfTheSnapshot) {
  stats::Snapshot snapshot;
  snapshot.workers.resize(1);
  snapshot.workers[0].id = "vm_1";
  control_.publish(snapshot);
  EXPECT_EQ(json::parse(get("/workers"))["data"][0]["id"], "vm_1");
}

TEST_F(ControlServerTest, BadBodiesOfStartChangeNothing) {
  EXPECT_EQ(postMessage("/start", R"({"testcase-path": "a.yml", "foo": 1})"),
            "failed to recognize params: [foo]");
  EXPECT_EQ(postMessage("/start", R"({"spawn-count": 2})"), "missing testcases path");
  EXPECT_EQ(postMessage("/start", R"({"testcase-path": ""})"), "missing testcases path");
  EXPECT_NE(postMessage("/start", R"({"testcase-path": "a.yml", "spawn-count": "many"})")
                .find("'spawn-count'"),
            std::string::npos);
  EXPECT_NE(postMessage("/start", R"({"testcase-path": "a.yml", "spawn-count": -1})")
                .find("'spawn-count'"),
            std::string::npos);
  EXPECT_NE(postMessage("/start", "spawn-count=2").find("parse error"), std::string::npos);
  EXPECT_NE(postMessage("/start", "").find("parse error"), std::string::npos);
  EXPECT_NE(postMessage("/start", "[]").find("must be a JSON object"), std::string::npos);
  EXPECT_TRUE(control_.starts().empty());
}

TEST_F(ControlServerTest, BadBodiesOfRebalanceChangeNothing) {
  EXPECT_EQ(post("/start", R"({"testcase-path": "a.yml"})"), kSuccess);
  EXPECT_NE(postMessage("/rebalance", R"({"spawn-count": "many"})").find("'spawn-count'"),
            std::string::npos);
  EXPECT_EQ(postMessage("/rebalance", R"({"spawn-count": 1, "foo": 1})"),
            "failed to recognize params: [foo]");
  EXPECT_NE(postMessage("/rebalance", "{").find("parse error"), std::string::npos);
  EXPECT_TRUE(control_.rebalances().empty());
}

TEST_F(ControlServerTest, AFailedStartSaysWhy) {
  control_.failStarts(
      {base::ErrorCode::kNotFound, "no.yml: no such file", "paths are the master's"});
  EXPECT_EQ(postMessage("/start", R"({"testcase-path": "no.yml"})"),
            "no.yml: no such file - paths are the master's");
}

TEST_F(ControlServerTest, CurlsFormContentTypeIsTakenAsJson) {
  const auto reply =
      client_->Post("/start", R"({"testcase-path": "a.yml"})", "application/x-www-form-urlencoded");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, kSuccess);
}

TEST_F(ControlServerTest, OtherMethodsAreNotAllowed) {
  EXPECT_EQ(get("/start", 405), "method GET not allowed");
  EXPECT_EQ(get("/rebalance", 405), "method GET not allowed");
  EXPECT_EQ(post("/workers", "{}", 405), "method POST not allowed");
  const auto put = client_->Put("/start", "{}", "application/json");
  ASSERT_TRUE(put);
  EXPECT_EQ(put->status, 405);
  EXPECT_EQ(put->get_header_value("Allow"), "POST, OPTIONS");
  const auto options = client_->Options("/master");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->status, 204);
  EXPECT_EQ(options->get_header_value("Allow"), "GET, OPTIONS");
  EXPECT_EQ(control_.quits(), 0);
}

TEST_F(ControlServerTest, HeadNeverChangesARun) {
  const auto head = client_->Head("/master");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_TRUE(head->body.empty());
  for (const char* path : {"/stop", "/quit", "/start"}) {
    const auto refused = client_->Head(path);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 405);
  }
  EXPECT_EQ(control_.quits(), 0);
}

TEST_F(ControlServerTest, UnknownPathsAreNotFound) {
  EXPECT_EQ(get("/nope", 404), R"({"code":1,"message":"no such page"})");
  EXPECT_EQ(post("/nope", "{}", 404), R"({"code":1,"message":"no such page"})");
  EXPECT_EQ(get("/../../etc/passwd", 404), R"({"code":1,"message":"no such page"})");
}

TEST_F(ControlServerTest, PagesOfOtherSitesCannotTouchARun) {
  const httplib::Headers image{{"Sec-Fetch-Site", "cross-site"}};
  const auto quit = client_->Get("/quit", image);
  ASSERT_TRUE(quit);
  EXPECT_EQ(quit->status, 403);
  const httplib::Headers form{{"Origin", "http://evil.example"}};
  const auto start = client_->Post("/start", form, R"({"testcase-path": "a.yml"})", "text/plain");
  ASSERT_TRUE(start);
  EXPECT_EQ(start->status, 403);
  EXPECT_EQ(control_.quits(), 0);
  EXPECT_TRUE(control_.starts().empty());
}

// What a browser sends for an image to an address of a plain network.
TEST_F(ControlServerTest, AnImageOfAPageCannotTouchARun) {
  const httplib::Headers image{{"User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0"},
                               {"Accept", "image/avif,image/*,*/*;q=0.8"}};
  for (const char* path : {"/quit", "/stop"}) {
    const auto refused = client_->Get(path, image);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 403);
    EXPECT_NE(refused->body.find("use POST"), std::string::npos);
    const auto looked = client_->Get("/master", image);
    ASSERT_TRUE(looked);
    EXPECT_EQ(looked->status, 200);
  }
  EXPECT_EQ(control_.quits(), 0);
  const auto posted = client_->Post("/quit", image, "", "text/plain");
  ASSERT_TRUE(posted);
  EXPECT_EQ(posted->status, 200);
  EXPECT_EQ(control_.quits(), 1);
}

TEST_F(ControlServerTest, AnUnknownNameOfTheMasterIsRefused) {
  const auto stop = [this](const std::string& host) {
    const auto reply = client_->Post("/stop", httplib::Headers{{"Host", host}}, "", "text/plain");
    return reply ? reply->status : 0;
  };
  EXPECT_EQ(stop("other.example.com:9771"), 403);
  EXPECT_EQ(stop("localhost:9771"), 200);
  EXPECT_EQ(stop("[::1]:9771"), 200);
}

TEST(ControlServer, ANameThatItWasToldIsItsOwn) {
  FakeRunControl control;
  const base::SystemClock clock{};
  ControlServer server(control, clock, {.address = "127.0.0.1:0", .names = {"hrp-master"}});
  ASSERT_TRUE(server.start());
  httplib::Client client("127.0.0.1", server.port());
  const auto reply = client.Post("/quit", httplib::Headers{{"Host", "hrp-master:9771"}}, "", "");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(control.quits(), 1);
}

TEST_F(ControlServerTest, AMethodThatIsNoneIsNotImplemented) {
  for (const char* method : {"BREW", "get", "X-1"}) {
    const testing::RawClient client(server_.port());
    client.send(std::string(method) +
                " / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    const std::string reply = client.readAll();
    EXPECT_EQ(reply.substr(0, 13), "HTTP/1.1 501 ") << method;
    EXPECT_NE(reply.find("unknown method"), std::string::npos) << reply;
  }
}

TEST_F(ControlServerTest, TheNameOfACodingIgnoresCase) {
  const testing::RawClient client(server_.port());
  client.send(
      "POST /stop HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: Chunked\r\n"
      "Connection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
  EXPECT_EQ(client.readAll().substr(0, 13), "HTTP/1.1 200 ");
}

TEST_F(ControlServerTest, TrailersOfABodyAreTakenAndLeftOut) {
  const std::string head =
      "POST /stop HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
      "Connection: close\r\n\r\n2\r\n{}\r\n0\r\nX-A: ";
  const testing::RawClient client(server_.port());
  client.send(head + "1\r\nB: 2\r\n\r\n");
  EXPECT_EQ(client.readAll().substr(0, 13), "HTTP/1.1 200 ");
  // Endless ones are bounded as every body is.
  const testing::RawClient endless(server_.port());
  endless.send(head);
  endless.flood(std::string(4096, 'x'), 4 << 20);
  EXPECT_EQ(endless.readAll().substr(0, 13), "HTTP/1.1 413 ");
}

TEST_F(ControlServerTest, OfTwoConcurrentStartsOneWins) {
  const auto startOnce = [this] {
    httplib::Client client("127.0.0.1", server_.port());
    const auto reply = client.Post("/start", R"({"testcase-path": "a.yml"})", "application/json");
    return reply ? reply->body : "no reply";
  };
  std::vector<std::future<std::string>> replies;
  for (int i = 0; i < 8; ++i) replies.push_back(std::async(std::launch::async, startOnce));
  int winners = 0;
  for (auto& reply : replies) {
    const std::string text = reply.get();
    if (text == kSuccess) {
      ++winners;
    } else {
      EXPECT_EQ(text, R"({"code":2,"message":"already started"})");
    }
  }
  EXPECT_EQ(winners, 1);
  EXPECT_EQ(control_.starts().size(), 1U);
}

TEST_F(ControlServerTest, StopsWithAnIdleConnectionOpenAndTwice) {
  EXPECT_NE(get("/master"), "no reply");
  const testing::RawClient idle(server_.port());
  server_.stop();
  server_.stop();
  EXPECT_EQ(idle.readAll(), "");
}

TEST_F(ControlServerTest, ATakenPortIsAnError) {
  FakeRunControl other_control;
  const std::string address = "127.0.0.1:" + std::to_string(server_.port());
  ControlServer other(other_control, clock_, ControlOptions{.address = address});
  const auto started = other.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, base::ErrorCode::kIo);
  EXPECT_NE(started.error().message.find(address), std::string::npos);
}

TEST(ControlServer, ABadAddressIsAnError) {
  FakeRunControl control;
  const base::SystemClock clock{};
  ControlServer server(control, clock, ControlOptions{.address = "nowhere"});
  const auto started = server.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, base::ErrorCode::kInvalidArgument);
  EXPECT_EQ(server.port(), 0);
}

TEST(ControlServer, ListensOnIpv6) {
  FakeRunControl control;
  const base::SystemClock clock{};
  ControlServer server(control, clock, ControlOptions{.address = "[::1]:0"});
  const auto started = server.start();
  if (!started) GTEST_SKIP() << "no IPv6 here: " << started.error().message;
  EXPECT_EQ(server.url(), "http://[::1]:" + std::to_string(server.port()));
  httplib::Client client("::1", server.port());
  const auto reply = client.Get("/");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "Welcome to httprunner page!");
}

class ThrowingControl final : public runner::RunControl {
 public:
  base::Result<> start(const runner::RunProfile&) override { throw std::runtime_error("secret"); }
  base::Result<> rebalance(const runner::RebalanceRequest&) override { return {}; }
  base::Result<> stop(const runner::StopRequest&) override { throw std::runtime_error("secret"); }
  void quit() override {}
  [[nodiscard]] stats::SnapshotPtr snapshot() const override { throw std::runtime_error("secret"); }
};

TEST(ControlServer, ExceptionsAreAnsweredWithoutTheirText) {
  ThrowingControl control;
  const base::SystemClock clock{};
  ControlServer server(control, clock, ControlOptions{.address = "127.0.0.1:0"});
  ASSERT_TRUE(server.start());
  httplib::Client client("127.0.0.1", server.port());
  for (const char* path : {"/master", "/stop"}) {
    const auto reply = client.Get(path);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 500);
    EXPECT_EQ(reply->body, R"({"code":2,"message":"internal error"})");
    EXPECT_FALSE(reply->has_header("EXCEPTION_WHAT"));
  }
}

}  // namespace
}  // namespace hrp::control
