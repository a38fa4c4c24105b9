#include "hrp/net/dialer.hpp"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
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

Address localOf(const Descriptor& socket) {
  sockaddr_in6 storage{};
  socklen_t size = sizeof(storage);
  auto* generic = reinterpret_cast<sockaddr*>(&storage);
  EXPECT_EQ(::getsockname(socket.get(), generic, &size), 0);
  return *Address::fromSockaddr(generic);
}

// Only the sockets whose port the dialer took itself have the option.
bool tookPort(const Descriptor& socket) {
  int value = 0;
  socklen_t size = sizeof(value);
  EXPECT_EQ(::getsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &value, &size), 0);
  return value != 0;
}

// A range whose first port is odd where the kernel's is even: what the kernel tries first is then
// what it would try last.
PortRange shiftedRange() {
  PortRange range = readPortRange();
  ++range.first;
  return range;
}

// Two ports, of which the second, the dialer's own, is free.
PortRange rangeOfOneOwn() {
  const PortRange range = readPortRange();
  for (std::uint32_t port = range.first + 2'001U; port < range.last; port += 2) {
    Address address = *Address::fromLiteral("0.0.0.0");
    address.setPort(static_cast<std::uint16_t>(port));
    const Descriptor probe(::socket(AF_INET, SOCK_STREAM, 0));
    if (::bind(probe.get(), address.data(), address.size()) != 0) continue;
    return {static_cast<std::uint16_t>(port - 1), static_cast<std::uint16_t>(port)};
  }
  return {};
}

Dialer make(const Dialer::Options& options) {
  return std::move(*Dialer::create(options));
}

class Target {
 public:
  explicit Target(const char* literal = "127.0.0.1")
      : address_(*Address::fromLiteral(literal)), listener_(std::move(*listenTcp(address_))) {
    address_.setPort(boundPort(listener_.get()));
  }
  struct Pair {
    Descriptor client;
    Descriptor server;
    std::uint16_t port = 0;  // of the client
  };
  Pair connect(Dialer& dialer) {
    Pair made;
    ConnectStart started = dialer.connect(address_);
    EXPECT_EQ(started.error, 0);
    made.client = std::move(started.descriptor);
    pollfd waiting{listener_.get(), POLLIN, 0};
    EXPECT_EQ(::poll(&waiting, 1, 5000), 1);
    made.server = acceptTcp(listener_.get());
    EXPECT_TRUE(made.server.valid());
    made.port = localOf(made.client).port();
    return made;
  }
  const Address& address() const { return address_; }

 private:
  Address address_;
  Descriptor listener_;
};

TEST(DialerTest, TakesItsSourceAddressesInTurn) {
  for (const auto choice : {Dialer::Choice::kBest, Dialer::Choice::kOwn}) {
    Target target;
    Dialer dialer = make({.sources = {"127.0.0.2", "127.0.0.3"}, .choice = choice});
    std::string hosts;
    for (int i = 0; i < 4; ++i) {
      const std::string text = peerOf(target.connect(dialer).server).text();
      hosts += text.substr(0, text.find(':')) + " ";
    }
    EXPECT_EQ(hosts, "127.0.0.2 127.0.0.3 127.0.0.2 127.0.0.3 ");
  }
}

TEST(DialerTest, ManyConnectionsHaveDifferentPortsOfTheRange) {
  const PortRange range = readPortRange();
  for (const auto choice : {Dialer::Choice::kBest, Dialer::Choice::kKernel, Dialer::Choice::kOwn}) {
    Target target;
    Dialer dialer = make({.thread = 3, .threads = 4, .choice = choice});
    std::vector<Target::Pair> kept;
    std::set<std::uint16_t> ports;
    for (int i = 0; i < 200; ++i) {
      kept.push_back(target.connect(dialer));
      EXPECT_GE(kept.back().port, range.first);
      EXPECT_LE(kept.back().port, range.last);
      EXPECT_EQ(tookPort(kept.back().client), choice == Dialer::Choice::kOwn);
      ports.insert(kept.back().port);
    }
    EXPECT_EQ(ports.size(), 200U);
  }
}

TEST(DialerTest, ASourceOfTheOtherFamilyIsNotUsed) {
  Address v6 = *Address::fromLiteral("::1");
  v6.setPort(1);
  EXPECT_EQ(make({.sources = {"127.0.0.2"}}).connect(v6).error, EAFNOSUPPORT);
  EXPECT_EQ(make({.sources = {"127.0.0.2"}, .choice = Dialer::Choice::kOwn}).connect(v6).error,
            EAFNOSUPPORT);
}

TEST(DialerTest, RefusesAddressesThatCannotBeUsed) {
  const auto message = [](const std::string& source) {
    const auto made = Dialer::create({.sources = {source}});
    return made ? std::string("made") : made.error().message;
  };
  EXPECT_EQ(message("here"), "\"here\" is not an IP address to connect from");
  EXPECT_EQ(message("192.0.2.1"), "cannot connect from 192.0.2.1: Cannot assign requested address");
}

TEST(DialerTest, AnOwnPortServesSeveralAddressesAndIsUsedOnceForEach) {
  const PortRange range = rangeOfOneOwn();
  Target first;
  Target second;
  Dialer dialer = make({.choice = Dialer::Choice::kOwn, .range = range});
  const Target::Pair one = first.connect(dialer);
  const Target::Pair other = second.connect(dialer);
  EXPECT_EQ(one.port, range.last);
  EXPECT_EQ(other.port, range.last);
  // Nothing is left but what the kernel finds.
  const Target::Pair third = first.connect(dialer);
  EXPECT_NE(third.port, range.last);
  EXPECT_FALSE(tookPort(third.client));
}

TEST(DialerTest, AnOwnPortIsFreeForOthersWhenItsConnectionIsOver) {
  const PortRange range = rangeOfOneOwn();
  Target first;
  Target second;
  Dialer dialer = make({.choice = Dialer::Choice::kOwn, .range = range});
  {
    // The client ends first, so that its port waits for late packets (TIME_WAIT).
    Target::Pair one = first.connect(dialer);
    EXPECT_EQ(one.port, range.last);
    one.client.reset();
    pollfd ended{one.server.get(), POLLIN, 0};
    EXPECT_EQ(::poll(&ended, 1, 5000), 1);
  }
  EXPECT_EQ(second.connect(dialer).port, range.last);
}

TEST(DialerTest, APortThatASocketListensOnIsPassedOver) {
  const PortRange range = rangeOfOneOwn();
  Address address = *Address::fromLiteral("0.0.0.0");
  address.setPort(range.last);
  const auto listener = listenTcp(address);
  ASSERT_TRUE(listener.has_value()) << listener.error().message;
  Target target;
  Dialer dialer = make({.choice = Dialer::Choice::kOwn, .range = range});
  EXPECT_NE(target.connect(dialer).port, range.last);
}

// As when another process has begun there.
TEST(DialerTest, LeapsOverTheConnectionsOfAnother) {
  PortRange range = readPortRange();
  range.last = static_cast<std::uint16_t>(range.first + 2'399);
  Target target;
  Dialer other = make({.seed = 1, .choice = Dialer::Choice::kOwn, .range = range});
  std::vector<Target::Pair> kept;
  for (int i = 0; i < 100; ++i) kept.push_back(target.connect(other));
  Dialer dialer = make({.seed = 1, .choice = Dialer::Choice::kOwn, .range = range});
  for (int i = 0; i < 100; ++i) {
    kept.push_back(target.connect(dialer));
    EXPECT_TRUE(tookPort(kept.back().client)) << i;
  }
}

// Two sockets that connect to each other's port are connected, whether or not anybody listens.
TEST(DialerTest, DoesNotReachItself) {
  const PortRange range = rangeOfOneOwn();
  Address nobody = *Address::fromLiteral("127.0.0.1");
  nobody.setPort(range.last);
  Dialer dialer = make({.choice = Dialer::Choice::kOwn, .range = range});
  const ConnectStart started = dialer.connect(nobody);
  if (started.error == 0) {
    pollfd refused{started.descriptor.get(), POLLOUT, 0};
    EXPECT_EQ(::poll(&refused, 1, 5000), 1);
    EXPECT_EQ(connectError(started.descriptor.get()), ECONNREFUSED);
  } else {
    EXPECT_EQ(started.error, ECONNREFUSED);
  }
}

TEST(DialerTest, TakesOwnPortsOverIpv6) {
  auto listening = listenTcp(*Address::fromLiteral("::1"));
  if (!listening) GTEST_SKIP() << "no IPv6 on this machine: " << listening.error().message;
  listening->reset();
  Target target("::1");
  for (const auto& sources : {std::vector<std::string>{}, std::vector<std::string>{"::1"}}) {
    Dialer dialer = make({.sources = sources, .choice = Dialer::Choice::kOwn});
    std::vector<Target::Pair> kept;
    std::set<std::uint16_t> ports;
    for (int i = 0; i < 50; ++i) {
      kept.push_back(target.connect(dialer));
      EXPECT_TRUE(tookPort(kept.back().client));
      ports.insert(kept.back().port);
    }
    EXPECT_EQ(ports.size(), 50U);
  }
}

TEST(DialerTest, TheKernelChoosesWhileItsHalfIsFree) {
  Target target;
  Dialer dialer = make({.choice = Dialer::Choice::kOwnPastHalf});
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(tookPort(target.connect(dialer).client));
}

TEST(DialerTest, TakesPortsItselfWhenTheKernelsHalfIsFullAndAsksAgainLater) {
  Target target;
  Dialer dialer = make({.choice = Dialer::Choice::kOwnPastHalf, .range = shiftedRange()});
  const auto connect = [&] {
    const Target::Pair made = target.connect(dialer);
    resetOnClose(made.client.get());
    return tookPort(made.client);
  };
  int kernels = 0;
  while (!connect() && kernels < 100) ++kernels;
  EXPECT_EQ(kernels, 16);
  int own = 1;
  while (connect() && own < 10'000) ++own;
  EXPECT_EQ(own, 4096);
  EXPECT_TRUE(connect());
}

// Makes the kernel answer as those before Linux 6.3 do.
bool forgetWindows() {
  const auto word = [](std::size_t argument) {
    return static_cast<unsigned>(offsetof(seccomp_data, args) + 8 * argument);
  };
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_setsockopt, 0, 5),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, word(1)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_IP, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, word(2)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 51 /* IP_LOCAL_PORT_RANGE */, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOPROTOOPT),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{static_cast<unsigned short>(std::size(code)), code};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

TEST(DialerTest, OnAKernelWithoutWindowsItTakesPortsItself) {
  EXPECT_EXIT(
      {
        if (!forgetWindows()) std::_Exit(2);
        Target target;
        Dialer dialer = make({.range = shiftedRange()});
        for (int i = 0; i < 16; ++i) {
          if (tookPort(target.connect(dialer).client)) std::_Exit(3);
        }
        std::_Exit(tookPort(target.connect(dialer).client) ? 0 : 4);
      },
      ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace hrp::net
