#include "control/connection_table.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace hrp::control {
namespace {

using std::chrono::seconds;

// A connected pair; the table knows `ours`, the test looks at whether its reading side was ended.
class Pair {
 public:
  Pair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds_.data()), 0); }
  ~Pair() {
    ::close(fds_[0]);
    ::close(fds_[1]);
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  [[nodiscard]] int ours() const { return fds_[0]; }
  [[nodiscard]] bool isCut() const {
    pollfd watched{fds_[0], POLLIN, 0};
    return ::poll(&watched, 1, 0) == 1;
  }

 private:
  std::array<int, 2> fds_{};
};

base::TimePoint at(int second) {
  return base::TimePoint(seconds(second));
}

TEST(ConnectionTable, MakesRoomByCuttingTheOldestReader) {
  ConnectionTable table(2);
  const Pair first, second, third;
  EXPECT_TRUE(table.admit(first.ours(), at(1)));
  EXPECT_TRUE(table.admit(second.ours(), at(2)));
  EXPECT_TRUE(table.admit(third.ours(), at(3)));
  EXPECT_TRUE(first.isCut());
  EXPECT_FALSE(second.isCut());
  EXPECT_FALSE(third.isCut());
}

TEST(ConnectionTable, ANewRequestOnAConnectionCountsFromItsOwnStart) {
  ConnectionTable table(2);
  const Pair first, second, third;
  EXPECT_TRUE(table.admit(first.ours(), at(1)));
  EXPECT_TRUE(table.admit(second.ours(), at(2)));
  table.startReading(first.ours(), at(3));
  EXPECT_TRUE(table.admit(third.ours(), at(4)));
  EXPECT_FALSE(first.isCut());
  EXPECT_TRUE(second.isCut());
}

TEST(ConnectionTable, RefusesWhileAllPlacesAreAnswering) {
  ConnectionTable table(2);
  const Pair first, second, third;
  EXPECT_TRUE(table.admit(first.ours(), at(1)));
  EXPECT_TRUE(table.admit(second.ours(), at(1)));
  table.finishReading(first.ours());
  table.finishReading(second.ours());
  EXPECT_FALSE(table.admit(third.ours(), at(2)));
  EXPECT_EQ(table.size(), 2U);

  table.remove(first.ours());
  EXPECT_TRUE(table.admit(third.ours(), at(3)));
  EXPECT_FALSE(second.isCut());
}

TEST(ConnectionTable, CutsNoConnectionTwice) {
  ConnectionTable table(1);
  const Pair first, second, third;
  EXPECT_TRUE(table.admit(first.ours(), at(1)));
  EXPECT_TRUE(table.admit(second.ours(), at(2)));
  EXPECT_TRUE(table.admit(third.ours(), at(3)));
  EXPECT_TRUE(first.isCut());
  EXPECT_TRUE(second.isCut());
  EXPECT_FALSE(third.isCut());
}

TEST(ConnectionTable, CloseAllCutsEverybodyAndAdmitsNoMore) {
  ConnectionTable table(2);
  const Pair first, second;
  EXPECT_TRUE(table.admit(first.ours(), at(1)));
  table.closeAll();
  EXPECT_TRUE(first.isCut());
  EXPECT_FALSE(table.admit(second.ours(), at(2)));
}

TEST(ConnectionTable, UnknownConnectionsAreIgnored) {
  ConnectionTable table(1);
  table.startReading(7, at(1));
  table.finishReading(7);
  table.remove(7);
  EXPECT_EQ(table.size(), 0U);
}

}  // namespace
}  // namespace hrp::control
