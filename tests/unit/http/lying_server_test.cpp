// Servers that lie: every answer of tests/support/server/lies.cpp has to be counted as what it is,
// and the client has to be able to go on.

#include <gtest/gtest.h>

#include "support/http_probe.hpp"
#include "support/server/lies.hpp"
#include "support/server/test_server.hpp"

namespace hrp::http {
namespace {

using testing::HttpProbe;
using testing::Lie;
using testing::Outcome;
using testing::TestServer;

TEST(LyingServerTest, EveryLieIsCountedAsWhatItIs) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  for (const Lie& lie : testing::lies()) {
    ASSERT_EQ(probe.get("/hello").status, 200) << "before " << lie.name;
    const Outcome outcome =
        probe.run(probe.request(lie.head ? "HEAD" : "GET", "/lies/" + lie.name));
    EXPECT_EQ(outcome.calls, 1) << lie.name;
    EXPECT_EQ(outcome.kind, lie.kind) << lie.name << ": " << outcome.message;
    EXPECT_EQ(outcome.message, lie.message) << lie.name;
    EXPECT_EQ(outcome.status, lie.status) << lie.name;
    EXPECT_EQ(outcome.body, lie.body) << lie.name;
    // What comes late arrives while the connection is idle.
    const std::uint64_t connections = server->connectionCount();
    for (int i = 0; lie.slow && !lie.kept && i < 200; ++i) {
      probe.loop().runOnce(std::chrono::milliseconds(1));
    }
    // A user rests: one that asked at once could meet the end of a connection that says it is kept.
    probe.loop().runOnce(std::chrono::milliseconds(0));
    const Outcome next = probe.get("/hello");
    EXPECT_EQ(next.status, 200) << "after " << lie.name << ": " << next.message;
    EXPECT_EQ(next.body, R"({"hello":"world"})") << "after " << lie.name;
    EXPECT_EQ(server->connectionCount() == connections, lie.kept) << lie.name;
  }
}

TEST(LyingServerTest, TheSameHoldsForManyAtOnce) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  std::vector<std::unique_ptr<Client>> clients;
  std::deque<Outcome> outcomes;
  for (const Lie& lie : testing::lies()) {
    clients.push_back(std::make_unique<Client>(probe.context(), true));
    outcomes.emplace_back();
    clients.back()->exchange(probe.request(lie.head ? "HEAD" : "GET", "/lies/" + lie.name),
                             outcomes.back());
  }
  std::size_t at = 0;
  for (const Lie& lie : testing::lies()) {
    probe.waitFor(outcomes[at]);
    EXPECT_EQ(outcomes[at].kind, lie.kind) << lie.name << ": " << outcomes[at].message;
    EXPECT_EQ(outcomes[at].calls, 1) << lie.name;
    ++at;
  }
}

TEST(LyingServerTest, ATrickleCannotOutliveTheDeadline) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  const Outcome outcome = probe.getWithin("/lies/trickle", std::chrono::milliseconds(60));
  EXPECT_EQ(outcome.kind, base::ErrorKind::kTimeout);
  EXPECT_EQ(outcome.message, "timeout reading the response");
}

}  // namespace
}  // namespace hrp::http
