#include "hrp/net/socket.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include <array>
#include <cerrno>

namespace hrp::net {
namespace {

void waitFor(int descriptor, short events) {
  pollfd waiting{descriptor, events, 0};
  ASSERT_EQ(::poll(&waiting, 1, 5000), 1);
}

class SocketTest : public ::testing::Test {
 protected:
  void SetUp() override {
    address_.setPort(boundPort(listener_.get()));
    ConnectStart started = startConnect(address_);
    ASSERT_EQ(started.error, 0);
    client_ = std::move(started.descriptor);
    waitFor(listener_.get(), POLLIN);
    server_ = acceptTcp(listener_.get());
    ASSERT_TRUE(server_.valid());
    waitFor(client_.get(), POLLOUT);
  }
  Address address_ = *Address::fromLiteral("127.0.0.1");
  Descriptor listener_ = std::move(*listenTcp(address_));
  Descriptor client_;
  Descriptor server_;
};

TEST_F(SocketTest, ConnectsSendsAndReceives) {
  EXPECT_EQ(connectError(client_.get()), 0);
  std::array<char, 16> buffer{};
  EXPECT_EQ(receive(server_.get(), buffer), -EAGAIN);
  std::string one = "ab";
  std::string two = "cde";
  const std::array<iovec, 2> parts{{{one.data(), one.size()}, {two.data(), two.size()}}};
  EXPECT_EQ(sendAll(client_.get(), parts), 5);
  waitFor(server_.get(), POLLIN);
  EXPECT_EQ(receive(server_.get(), buffer), 5);
  EXPECT_EQ(std::string(buffer.data(), 5), "abcde");
  EXPECT_FALSE(acceptTcp(listener_.get()).valid());
}

TEST_F(SocketTest, AnEndIsZeroAndAResetIsAnError) {
  std::array<char, 16> buffer{};
  resetOnClose(server_.get());
  server_.reset();
  waitFor(client_.get(), POLLIN);
  EXPECT_EQ(receive(client_.get(), buffer), -ECONNRESET);
}

TEST_F(SocketTest, KnowsTheShortestRoundTripAlsoWhenTheConnectionHasEnded) {
  const base::Duration before = shortestRoundTrip(client_.get());
  EXPECT_GT(before.count(), 0);
  EXPECT_LT(before, std::chrono::seconds(1));
  resetOnClose(server_.get());
  server_.reset();
  waitFor(client_.get(), POLLIN);
  EXPECT_EQ(shortestRoundTrip(client_.get()), before);
  EXPECT_EQ(shortestRoundTrip(-1).count(), 0);
}

TEST_F(SocketTest, KnowsWhetherThePeerHasTakenWhatWasSent) {
  std::string bytes(16 << 20, 'b');
  const iovec part{bytes.data(), bytes.size()};
  EXPECT_FALSE(awaitsAcknowledgement(client_.get()));
  ASSERT_GT(sendAll(client_.get(), {&part, 1}), 0);  // more than the peer has room for
  EXPECT_TRUE(awaitsAcknowledgement(client_.get()));
  EXPECT_FALSE(awaitsAcknowledgement(-1));
}

TEST_F(SocketTest, ATakenPortIsAClearError) {
  const auto again = listenTcp(address_);
  ASSERT_FALSE(again.has_value());
  EXPECT_NE(again.error().message.find("cannot listen on " + address_.text()), std::string::npos);
}

TEST_F(SocketTest, ARefusedConnectionIsTold) {
  listener_.reset();
  ConnectStart started = startConnect(address_);
  if (started.error == 0) {
    waitFor(started.descriptor.get(), POLLOUT);
    started.error = connectError(started.descriptor.get());
  }
  EXPECT_EQ(started.error, ECONNREFUSED);
}

}  // namespace
}  // namespace hrp::net
