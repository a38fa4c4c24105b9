#include "hrp/base/machine/local_socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "support/temp_folder.hpp"

namespace hrp::base {
namespace {

TEST(LocalSocket, ConnectsToAPath) {
  const hrp::testing::TempFolder temp;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, temp.file("socket").c_str());
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  const auto connected = connectLocally("unix", temp.file("socket"));
  ASSERT_TRUE(connected) << connected.error().message;
  EXPECT_NE(::fcntl(*connected, F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(::fcntl(*connected, F_GETFD) & FD_CLOEXEC, 0);
  ::close(*connected);
  ::close(listener);
  const auto refused = connectLocally("unix", temp.file("socket"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "cannot connect to " + temp.file("socket") + ": Connection refused");
}

TEST(LocalSocket, ConnectsToALoopbackPort) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  socklen_t size = sizeof address;
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const auto connected =
      connectLocally("tcp", "127.0.0.1:" + std::to_string(ntohs(address.sin_port)));
  EXPECT_TRUE(connected) << connected.error().message;
  if (connected) ::close(*connected);
  ::close(listener);
}

TEST(LocalSocket, OtherAddressesAreRefused) {
  for (const auto& [network, address] :
       std::vector<std::pair<std::string, std::string>>{{"unix", ""},
                                                        {"unix", std::string(200, 'x')},
                                                        {"tcp", "10.0.0.1:80"},
                                                        {"tcp", "127.0.0.1"},
                                                        {"tcp", "127.0.0.1:0"},
                                                        {"tcp", "127.0.0.1:80x"},
                                                        {"tcp", "localhost:80"},
                                                        {"pipe", "127.0.0.1:80"}}) {
    const auto connected = connectLocally(network, address);
    ASSERT_FALSE(connected) << address;
    EXPECT_EQ(connected.error().code, ErrorCode::kInvalidArgument) << address;
  }
}

}  // namespace
}  // namespace hrp::base
