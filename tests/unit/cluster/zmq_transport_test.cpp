#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "hrp/cluster/transport.hpp"

namespace hrp::cluster {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::unique_ptr<Transport> connectTo(std::uint16_t port, const std::string& id) {
  auto transport = connectZmq({"127.0.0.1", port, id});
  EXPECT_TRUE(transport);
  return std::move(*transport);
}

// The connection is made in the background, so the first sends may be dropped.
bool sendUntilTaken(Transport& from, const std::string& peer, const std::string& text) {
  for (int tries = 0; tries < 200; ++tries) {
    if (from.send(peer, text)) return true;
    static_cast<void>(from.receive(milliseconds(50)));
  }
  return false;
}

TEST(ZmqTransport, CarriesFramesBothWays) {
  auto master = bindZmq({"127.0.0.1", 0});
  ASSERT_TRUE(master) << master.error().message;
  ASSERT_NE(master->port, 0);
  auto worker = connectTo(master->port, "worker-1");
  ASSERT_TRUE(sendUntilTaken(*worker, "", "hello"));
  const auto hello = master->transport->receive(seconds(10));
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->peer, "worker-1");
  EXPECT_EQ(hello->bytes, "hello");
  EXPECT_EQ(hello->address, "127.0.0.1");
  EXPECT_TRUE(master->transport->send("worker-1", "back"));
  EXPECT_EQ(worker->receive(seconds(10))->bytes, "back");
  EXPECT_FALSE(master->transport->send("nobody", "lost"));
}

TEST(ZmqTransport, ARestartedMasterIsFoundAgain) {
  auto master = bindZmq({"127.0.0.1", 0});
  ASSERT_TRUE(master);
  const std::uint16_t port = master->port;
  auto worker = connectTo(port, "worker-1");
  ASSERT_TRUE(sendUntilTaken(*worker, "", "one"));
  ASSERT_TRUE(master->transport->receive(seconds(10)));
  master->transport.reset();
  auto second = bindZmq({"127.0.0.1", port});
  ASSERT_TRUE(second) << second.error().message;
  std::optional<Incoming> frame;
  for (int tries = 0; tries < 200 && !frame; ++tries) {
    worker->send("", "two");
    frame = second->transport->receive(milliseconds(50));
  }
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->peer, "worker-1");
}

TEST(ZmqTransport, NamesTheAddressThatIsTaken) {
  auto first = bindZmq({"127.0.0.1", 0});
  ASSERT_TRUE(first);
  const auto second = bindZmq({"127.0.0.1", first->port});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::kIo);
  EXPECT_THAT(second.error().message,
              ::testing::HasSubstr("127.0.0.1:" + std::to_string(first->port)));
}

TEST(ZmqTransport, WakesFromAnotherThread) {
  auto master = bindZmq({"127.0.0.1", 0});
  ASSERT_TRUE(master);
  std::thread other([&] { master->transport->wake(); });
  EXPECT_FALSE(master->transport->receive(seconds(60)));
  other.join();
}

}  // namespace
}  // namespace hrp::cluster
