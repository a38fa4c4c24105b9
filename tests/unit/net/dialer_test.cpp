#include "hrp/net/dialer.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <set>

namespace hrp::net {
namespace {

Address peerOf(const Descriptor& accepted) {
  sockaddr_in6 storage{};
  socklen_t size = sizeof(storage);
  auto* generic = reinterpret_cast<sockaddr*>(&storage);
  EXPECT_EQ(::getpeername(accepted.get(), generic, &size), 0);
  return *Address::fromSockaddr(generic);
}

class DialerTest : public ::testing::Test {
 protected:
  void SetUp() override { address_.setPort(boundPort(listener_.get())); }
  // Connects, and gives the address that the server sees.
  Address connected(Dialer& dialer) {
    ConnectStart started = dialer.connect(address_);
    EXPECT_EQ(started.error, 0);
    pollfd waiting{listener_.get(), POLLIN, 0};
    EXPECT_EQ(::poll(&waiting, 1, 5000), 1);
    kept_.push_back(acceptTcp(listener_.get()));
    EXPECT_TRUE(kept_.back().valid());
    const Address peer = peerOf(kept_.back());
    kept_.push_back(std::move(started.descriptor));
    return peer;
  }

  Address address_ = *Address::fromLiteral("127.0.0.1");
  Descriptor listener_ = std::move(*listenTcp(address_));
  std::vector<Descriptor> kept_;
};

TEST_F(DialerTest, TakesItsSourceAddressesInTurn) {
  auto dialer = std::move(*Dialer::create({"127.0.0.2", "127.0.0.3"}, 0));
  std::string hosts;
  for (int i = 0; i < 4; ++i) {
    const std::string text = connected(dialer).text();
    hosts += text.substr(0, text.find(':')) + " ";
  }
  EXPECT_EQ(hosts, "127.0.0.2 127.0.0.3 127.0.0.2 127.0.0.3 ");
}

TEST_F(DialerTest, ManyConnectionsHaveDifferentPortsOfTheRange) {
  auto dialer = std::move(*Dialer::create({}, 3));
  const Dialer::PortRange range = Dialer::portRange();
  std::set<std::uint16_t> ports;
  for (int i = 0; i < 200; ++i) {
    const std::uint16_t port = connected(dialer).port();
    EXPECT_GE(port, range.first);
    EXPECT_LE(port, range.last);
    ports.insert(port);
  }
  EXPECT_EQ(ports.size(), 200U);
}

TEST_F(DialerTest, ASourceOfTheOtherFamilyIsNotUsed) {
  auto dialer = std::move(*Dialer::create({"127.0.0.2"}, 0));
  Address v6 = *Address::fromLiteral("::1");
  v6.setPort(1);
  EXPECT_EQ(dialer.connect(v6).error, EAFNOSUPPORT);
}

TEST_F(DialerTest, RefusesAddressesThatCannotBeUsed) {
  const auto message = [](const std::string& source) {
    const auto made = Dialer::create({source}, 0);
    return made ? std::string("made") : made.error().message;
  };
  EXPECT_EQ(message("here"), "\"here\" is not an IP address to connect from");
  EXPECT_EQ(message("192.0.2.1"), "cannot connect from 192.0.2.1: Cannot assign requested address");
}

}  // namespace
}  // namespace hrp::net
