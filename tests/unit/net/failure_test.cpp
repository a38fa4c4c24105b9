#include "hrp/net/failure.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace hrp::net {
namespace {

using base::ErrorKind;

TEST(FailureTest, ClassifiesConnecting) {
  const Failure refused = connectFailure(ECONNREFUSED, "127.0.0.1:80");
  EXPECT_EQ(refused.kind, ErrorKind::kConnect);
  EXPECT_EQ(refused.text, "connection refused 127.0.0.1:80");
  for (const int error : {EMFILE, ENFILE, EADDRNOTAVAIL, ENOBUFS, ENOMEM}) {
    EXPECT_EQ(connectFailure(error, "x").kind, ErrorKind::kLimit) << error;
  }
  EXPECT_EQ(connectFailure(ETIMEDOUT, "x").kind, ErrorKind::kTimeout);
  EXPECT_EQ(connectFailure(EHOSTUNREACH, "x").text, "unreachable x");
  EXPECT_EQ(connectFailure(EACCES, "x").kind, ErrorKind::kConnect);
}

TEST(FailureTest, ClassifiesTransfers) {
  EXPECT_EQ(transferFailure(ECONNRESET).kind, ErrorKind::kReset);
  EXPECT_EQ(transferFailure(EPIPE).text, transferFailure(ECONNRESET).text);
  EXPECT_EQ(transferFailure(ETIMEDOUT).kind, ErrorKind::kTimeout);
  EXPECT_EQ(transferFailure(ENOBUFS).kind, ErrorKind::kLimit);
  EXPECT_EQ(transferFailure(EBADF).kind, ErrorKind::kReset);
}

}  // namespace
}  // namespace hrp::net
