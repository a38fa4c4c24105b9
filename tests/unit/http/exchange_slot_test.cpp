#include "http/exchange_slot.hpp"

#include <gtest/gtest.h>

#include "support/http_probe.hpp"
#include "support/server/test_server.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;
using testing::HttpProbe;
using testing::Outcome;
using testing::TestServer;

TEST(ExchangeSlotTest, EnforcesTheDeadlineWhileWaiting) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  const Outcome outcome = probe.getWithin("/never", milliseconds(30));
  EXPECT_EQ(outcome.kind, ErrorKind::kTimeout);
  EXPECT_EQ(outcome.message, "timeout waiting for the response");
  EXPECT_GE(outcome.trace.finished - outcome.trace.started, milliseconds(29));
  EXPECT_EQ(probe.get("/hello").status, 200);
}

TEST(ExchangeSlotTest, EnforcesTheDeadlineWhileReading) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  const Outcome outcome = probe.getWithin("/slow-bytes", milliseconds(20));
  EXPECT_EQ(outcome.kind, ErrorKind::kTimeout);
  EXPECT_EQ(outcome.message, "timeout reading the response");
}

TEST(ExchangeSlotTest, ADeadlineInThePastEndsAtOnce) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  const Outcome outcome = probe.getWithin("/never", milliseconds(-1));
  EXPECT_EQ(outcome.kind, ErrorKind::kTimeout);
}

TEST(ExchangeSlotTest, AShorterDeadlineAfterALongerOneHolds) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  EXPECT_TRUE(probe.getWithin("/hello", milliseconds(60'000)).ok);
  EXPECT_EQ(probe.getWithin("/never", milliseconds(20)).kind, ErrorKind::kTimeout);
}

// The timer of a slot stays armed for an exchange that is long over; it must neither end the
// present one early nor let it run for ever.
TEST(ExchangeSlotTest, ATimerLeftFromAnEarlierExchangeMovesToTheNextDeadline) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  EXPECT_TRUE(probe.getWithin("/hello", milliseconds(40)).ok);
  const Outcome slow = probe.getWithin("/delay/80", milliseconds(5000));
  EXPECT_EQ(slow.status, 200) << slow.message;
  EXPECT_TRUE(probe.getWithin("/hello", milliseconds(20)).ok);
  EXPECT_EQ(probe.getWithin("/never", milliseconds(60)).kind, ErrorKind::kTimeout);
}

TEST(ExchangeSlotTest, WithoutADeadlineNothingIsArmed) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  Request& request = probe.request("GET", "/hello");
  request.deadline = {};
  EXPECT_EQ(probe.run(request).status, 200);
}

}  // namespace
}  // namespace hrp::http
