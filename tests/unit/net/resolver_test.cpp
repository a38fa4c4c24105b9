#include "hrp/net/resolver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "support/fakes/fake_clock.hpp"

namespace hrp::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Asker final : Resolver::Waiter {
  int answers = 0;
  AddressSequence addresses;
  std::string failure;
  void onResolved(AddressSequence found) override {
    ++answers;
    addresses = std::move(found);
  }
  void onResolveFailed(std::string_view message) override {
    ++answers;
    failure = message;
  }
};

std::string all(AddressSequence addresses) {
  std::string text;
  while (const Address* at = addresses.next()) text += at->text() + " ";
  return text;
}

class ResolverTest : public ::testing::Test {
 protected:
  Resolver::Options options() {
    Resolver::Options made;
    made.lookup = [this](const std::string& host) -> base::Result<Resolver::Answer> {
      ++lookups_;
      if (host == "bad") return base::fail(base::ErrorCode::kUnavailable, "cannot resolve bad");
      return Resolver::Answer{{*Address::fromLiteral("10.0.0.1"), *Address::fromLiteral("::1"),
                               *Address::fromLiteral("10.0.0.2")},
                              host == "brief" ? base::Duration(seconds(5)) : base::Duration()};
    };
    return made;
  }
  void wait(const Asker& asker) {
    for (int i = 0; i < 1000 && asker.answers == 0; ++i) loop_->runOnce(milliseconds(10));
  }

  testing::FakeClock clock_;
  std::atomic<int> lookups_{0};
  std::unique_ptr<EventLoop> loop_ = std::move(*EventLoop::create(clock_));
  Resolver resolver_{*loop_, options()};
};

TEST_F(ResolverTest, AnswersLiteralsAndLocalhostAtOnce) {
  Asker asker;
  AddressSequence found;
  EXPECT_TRUE(resolver_.resolve("192.0.2.7", asker, found));
  EXPECT_EQ(all(found), "192.0.2.7:0 ");
  EXPECT_TRUE(resolver_.resolve("::1", asker, found));
  EXPECT_EQ(all(found), "[::1]:0 ");
  EXPECT_TRUE(resolver_.resolve("localhost", asker, found));
  EXPECT_EQ(all(found), "127.0.0.1:0 [::1]:0 ");
  EXPECT_EQ(lookups_, 0);
}

TEST_F(ResolverTest, LooksUpOnceForAllAndTakesAddressesInTurn) {
  Asker first;
  Asker second;
  AddressSequence found;
  EXPECT_FALSE(resolver_.resolve("good", first, found));
  EXPECT_FALSE(resolver_.resolve("good", second, found));
  wait(second);
  EXPECT_EQ(lookups_, 1);
  EXPECT_EQ(all(first.addresses), "10.0.0.1:0 10.0.0.2:0 [::1]:0 ");
  EXPECT_EQ(all(second.addresses), "10.0.0.2:0 10.0.0.1:0 [::1]:0 ");
  EXPECT_TRUE(resolver_.resolve("good", first, found));
  EXPECT_EQ(all(found), "10.0.0.1:0 10.0.0.2:0 [::1]:0 ");
}

TEST_F(ResolverTest, ForgetsAfterAWhile) {
  Asker asker;
  AddressSequence found;
  EXPECT_FALSE(resolver_.resolve("good", asker, found));
  wait(asker);
  clock_.advance(seconds(31));
  loop_->runOnce(milliseconds(0));
  asker.answers = 0;
  EXPECT_FALSE(resolver_.resolve("good", asker, found));
  wait(asker);
  EXPECT_EQ(lookups_, 2);
}

TEST_F(ResolverTest, KeepsAnAnswerForItsTimeToLive) {
  Asker asker;
  AddressSequence found;
  EXPECT_FALSE(resolver_.resolve("brief", asker, found));
  wait(asker);
  clock_.advance(seconds(4));
  loop_->runOnce(milliseconds(0));
  EXPECT_TRUE(resolver_.resolve("brief", asker, found));
  clock_.advance(seconds(2));
  loop_->runOnce(milliseconds(0));
  asker.answers = 0;
  EXPECT_FALSE(resolver_.resolve("brief", asker, found));
  wait(asker);
  EXPECT_EQ(lookups_, 2);
}

TEST_F(ResolverTest, PinnedNamesAskNobodyAndTakeTheirAddressesInTurn) {
  auto pinned = options();
  pinned.pins = {*parsePinnedName("shop.example:443:127.0.0.2,127.0.0.3"),
                 *parsePinnedName("*:8080:[::1]")};
  Resolver resolver(*loop_, std::move(pinned));
  Asker asker;
  AddressSequence found;
  EXPECT_TRUE(resolver.resolve("SHOP.example", 443, asker, found));
  EXPECT_EQ(all(found), "127.0.0.2:0 127.0.0.3:0 ");
  EXPECT_TRUE(resolver.resolve("shop.example", 443, asker, found));
  EXPECT_EQ(all(found), "127.0.0.3:0 127.0.0.2:0 ");
  EXPECT_TRUE(resolver.resolve("any.example", 8080, asker, found));
  EXPECT_EQ(all(found), "[::1]:0 ");
  EXPECT_EQ(lookups_, 0);
  EXPECT_FALSE(resolver.resolve("shop.example", 80, asker, found));
  wait(asker);
  EXPECT_EQ(lookups_, 1);
}

TEST_F(ResolverTest, RemembersFailuresAndTellsThemLater) {
  AddressSequence found;
  for (int i = 0; i < 3; ++i) {
    Asker asker;
    EXPECT_FALSE(resolver_.resolve("bad", asker, found));
    EXPECT_EQ(asker.answers, 0);
    wait(asker);
    EXPECT_EQ(asker.failure, "cannot resolve bad");
    EXPECT_EQ(asker.answers, 1);
  }
  EXPECT_EQ(lookups_, 1);
}

TEST_F(ResolverTest, ACancelledWaiterIsNotCalled) {
  Asker cancelled;
  Asker other;
  AddressSequence found;
  EXPECT_FALSE(resolver_.resolve("good", cancelled, found));
  EXPECT_FALSE(resolver_.resolve("good", other, found));
  resolver_.cancel("good", cancelled);
  wait(other);
  EXPECT_EQ(cancelled.answers, 0);
}

TEST_F(ResolverTest, MayGoWhileALookupRuns) {
  Asker asker;
  AddressSequence found;
  {
    Resolver brief(*loop_, Resolver::Options{.lookup = [](const std::string&) {
      return base::Result<Resolver::Answer>(Resolver::Answer{});
    }});
    EXPECT_FALSE(brief.resolve("x", asker, found));
  }
  loop_->runOnce(milliseconds(5));
  EXPECT_EQ(asker.answers, 0);
}

TEST_F(ResolverTest, KeepsABoundedNumberOfNames) {
  Asker asker;
  AddressSequence found;
  for (int i = 0; i < 3000; ++i) {
    const std::string host = "10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250);
    ASSERT_TRUE(resolver_.resolve(host, asker, found));
  }
}

}  // namespace
}  // namespace hrp::net
