#include "control/guarded_server.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "control/task_pool.hpp"
#include "unit/control/raw_client.hpp"

namespace hrp::control {
namespace {

using std::chrono::milliseconds;
using testing::RawClient;

constexpr std::size_t kMiB = 1024 * 1024;

std::size_t residentBytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// A server that echoes the length of a body, tells its client's address, and can hold a reply back.
class GuardedServerTest : public ::testing::Test {
 protected:
  ~GuardedServerTest() override {
    release();
    if (server_) server_->shutDown();
    if (thread_.joinable()) thread_.join();
  }

  void listen(const ControlLimits& limits) {
    server_ = std::make_unique<GuardedServer>(clock_, limits);
    server_->Get("/", [](const httplib::Request&, httplib::Response& response) {
      response.set_content("hello", "text/plain");
    });
    server_->Get("/who", [](const httplib::Request& request, httplib::Response& response) {
      response.set_content(request.get_header_value("REMOTE_ADDR"), "text/plain");
    });
    server_->Get("/hold", [this](const httplib::Request&, httplib::Response& response) {
      held_.fetch_add(1);
      held_.notify_all();
      released_.wait();
      response.set_content("held", "text/plain");
    });
    server_->Post("/length", [](const httplib::Request& request, httplib::Response& response) {
      response.set_content(std::to_string(request.body.size()), "text/plain");
    });
    port_ = static_cast<std::uint16_t>(server_->bind_to_any_port("127.0.0.1"));
    server_->widenBacklog();
    std::promise<void> listening;
    server_->new_task_queue = [&listening, limits] {
      listening.set_value();
      return new TaskPool(limits.connections + limits.spare_threads, 64);
    };
    thread_ = std::thread([this] { server_->listen_after_bind(); });
    listening.get_future().wait();
  }

  void waitForHeld(int count) const {
    for (int seen = held_.load(); seen < count; seen = held_.load()) held_.wait(seen);
  }
  void release() {
    if (!std::exchange(is_released_, true)) release_.set_value();
  }
  [[nodiscard]] std::string exchange(const std::string& request) const {
    const RawClient client(port_);
    client.send(request);
    return client.readAll();
  }
  [[nodiscard]] bool answersHello() const {
    return exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").find("hello") !=
           std::string::npos;
  }

  const base::SystemClock clock_{};
  std::unique_ptr<GuardedServer> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
  std::atomic<int> held_ = 0;
  bool is_released_ = false;
  std::promise<void> release_;
  std::shared_future<void> released_ = release_.get_future().share();
};

int statusOf(const std::string& reply) {
  return reply.size() > 12 && reply.rfind("HTTP/1.1 ", 0) == 0 ? std::stoi(reply.substr(9, 3)) : 0;
}

TEST_F(GuardedServerTest, AnswersSeveralRequestsOnOneConnection) {
  listen({});
  const RawClient client(port_);
  // Pipelined: the second request lies in the same segment as the body of the first.
  client.send(
      "POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
      "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string replies = client.readAll();
  EXPECT_NE(replies.find("\r\n\r\n3HTTP/1.1 200 OK"), std::string::npos) << replies;
  EXPECT_NE(replies.find("\r\n\r\nhello"), std::string::npos) << replies;
}

TEST_F(GuardedServerTest, CutsOffARequestLineOf200MB) {
  listen({});
  const std::size_t before = residentBytes();
  const RawClient client(port_);
  const std::size_t sent = client.flood(std::string(64 * 1024, 'a'), 200 * kMiB);
  EXPECT_LT(sent, 200 * kMiB);
  EXPECT_LT(residentBytes(), before + 40 * kMiB);
  EXPECT_TRUE(answersHello());
}

TEST_F(GuardedServerTest, TellsThatARequestLineIsTooLong) {
  listen({});
  EXPECT_EQ(statusOf(exchange("GET /" + std::string(70'000, 'a'))), 414);
}

TEST_F(GuardedServerTest, CutsOffAHundredThousandHeaders) {
  listen({});
  const std::size_t before = residentBytes();
  const RawClient client(port_);
  client.send("GET / HTTP/1.1\r\nHost: h\r\n");
  EXPECT_LT(client.flood("X-H: " + std::string(1000, 'v') + "\r\n", 100 * kMiB), 100 * kMiB);
  EXPECT_LT(residentBytes(), before + 40 * kMiB);
  EXPECT_EQ(statusOf(exchange("GET / HTTP/1.1\r\n" + std::string(70'000, 'h'))), 431);
}

TEST_F(GuardedServerTest, CutsOffAChunkedBodyOf200MB) {
  listen({});
  const std::size_t before = residentBytes();
  const RawClient client(port_);
  client.send("POST /length HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_LT(client.flood("10000\r\n" + std::string(65'536, 'b') + "\r\n", 200 * kMiB), 200 * kMiB);
  EXPECT_LT(residentBytes(), before + 40 * kMiB);
  EXPECT_TRUE(answersHello());
}

TEST_F(GuardedServerTest, TellsThatAChunkedBodyIsTooLarge) {
  ControlLimits limits;
  limits.body_bytes = 100;
  listen(limits);
  const std::string head = "POST /length HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(statusOf(exchange(head + "80\r\n" + std::string(128, 'b') + "\r\n0\r\n\r\n")), 413);
  EXPECT_NE(exchange(head + "3\r\nabc\r\n0\r\n\r\n").find("\r\n\r\n3"), std::string::npos);
}

TEST_F(GuardedServerTest, RefusesALongBodyBeforeReadingIt) {
  listen({});
  const std::string head = "POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: ";
  EXPECT_EQ(statusOf(exchange(head + "1048577\r\n\r\n")), 413);
  EXPECT_EQ(statusOf(exchange(head + "99999999999999999999999\r\n\r\n")), 413);
  const std::string body(kMiB, 'b');
  EXPECT_NE(exchange(head + "1048576\r\nConnection: close\r\n\r\n" + body).find("\r\n\r\n1048576"),
            std::string::npos);
}

TEST_F(GuardedServerTest, RefusesContradictingLengths) {
  listen({});
  const std::string head = "POST /length HTTP/1.1\r\nHost: h\r\n";
  EXPECT_EQ(statusOf(exchange(head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")), 400);
  EXPECT_EQ(statusOf(exchange(head + "Content-Length: -3\r\n\r\n")), 400);
  EXPECT_EQ(
      statusOf(exchange(head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
      400);
  EXPECT_EQ(statusOf(exchange(head + "Transfer-Encoding: gzip\r\n\r\n")), 501);
}

TEST_F(GuardedServerTest, RefusesCompressedBodies) {
  listen({});
  const std::string reply = exchange(
      "POST /length HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_EQ(statusOf(reply), 415);
  EXPECT_NE(reply.find(R"({"code":1,"message":"compressed bodies are not taken"})"),
            std::string::npos);
}

TEST_F(GuardedServerTest, ABodyNobodyReadsIsNotTakenForARequest) {
  listen({});
  const std::string inner = "GET /who HTTP/1.1\r\nHost: h\r\n\r\n";
  const std::string replies =
      exchange("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(inner.size()) +
               "\r\n\r\n" + inner);
  EXPECT_NE(replies.find("hello"), std::string::npos);
  EXPECT_EQ(replies.find("127.0.0.1"), std::string::npos) << replies;
}

TEST_F(GuardedServerTest, RangesDoNotMultiplyAReply) {
  listen({});
  std::string ranges = "bytes=0-";
  for (int i = 0; i < 1000; ++i) ranges += ",0-";
  const std::string reply =
      exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nRange: " + ranges + "\r\n\r\n");
  EXPECT_EQ(statusOf(reply), 200);
  EXPECT_LT(reply.size(), 1000U);
}

TEST_F(GuardedServerTest, AClientCannotChooseItsAddress) {
  listen({});
  const std::string reply =
      exchange("GET /who HTTP/1.1\r\nHost: h\r\nREMOTE_ADDR: 6.6.6.6\r\nConnection: close\r\n\r\n");
  EXPECT_NE(reply.find("127.0.0.1"), std::string::npos) << reply;
  EXPECT_EQ(reply.find("6.6.6.6"), std::string::npos) << reply;
}

TEST_F(GuardedServerTest, AStalledRequestIsAnsweredWithATimeout) {
  ControlLimits limits;
  limits.request = milliseconds(50);
  listen(limits);
  EXPECT_EQ(statusOf(exchange("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab")),
            408);
}

TEST_F(GuardedServerTest, AnIdleConnectionIsClosedWithoutAWord) {
  ControlLimits limits;
  limits.idle = milliseconds(50);
  listen(limits);
  EXPECT_EQ(exchange(""), "");
}

TEST_F(GuardedServerTest, SlowClientsDoNotKeepOthersOut) {
  ControlLimits limits;
  limits.connections = 4;
  limits.spare_threads = 2;
  limits.idle = limits.request = std::chrono::seconds(60);
  listen(limits);
  std::vector<RawClient> slow;
  for (int i = 0; i < 40; ++i) {
    slow.emplace_back(port_);
    if (i % 2 == 0) slow.back().send("G");
  }
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(answersHello());
}

TEST_F(GuardedServerTest, TellsThoseWhoFindAllPlacesAnswering) {
  ControlLimits limits;
  limits.connections = 2;
  limits.spare_threads = 1;
  listen(limits);
  std::vector<RawClient> held;
  for (int i = 0; i < 2; ++i) {
    held.emplace_back(port_);
    held.back().send("GET /hold HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  }
  waitForHeld(2);
  EXPECT_EQ(statusOf(exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n")), 503);
  release();
  for (const RawClient& client : held) {
    EXPECT_NE(client.readAll().find("held"), std::string::npos);
  }
  EXPECT_TRUE(answersHello());
}

TEST_F(GuardedServerTest, ShutDownLetsAReplyInHandGoOut) {
  listen({});
  const RawClient client(port_);
  const RawClient idle(port_);
  client.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  waitForHeld(1);
  server_->shutDown();
  release();
  EXPECT_NE(client.readAll().find("held"), std::string::npos);
  EXPECT_EQ(idle.readAll(), "");
}

}  // namespace
}  // namespace hrp::control
