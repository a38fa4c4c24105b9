#include "engine/responses/stored_response.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

TEST(StoredResponse, OutlivesWhatItWasMadeOf) {
  std::optional<StoredResponse> stored;
  {
    const std::string name = "X-A";
    const std::string value = "one";
    const std::vector<http::HeaderField> headers{{name, value}, {name, "two"}};
    http::Response response;
    response.status = 404;
    response.version_major = 2;
    response.version_minor = 0;
    response.headers = headers;
    response.body = "coded";
    stored.emplace(response, std::string("decoded"));
  }
  EXPECT_EQ(stored->response().status, 404);
  EXPECT_EQ(stored->response().version_major, 2);
  EXPECT_EQ(stored->response().version_minor, 0);
  ASSERT_EQ(stored->response().headers.size(), 2U);
  EXPECT_EQ(stored->response().headers[0].name, "X-A");
  EXPECT_EQ(stored->response().headers[0].value, "one");
  EXPECT_EQ(stored->response().headers[1].value, "two");
  EXPECT_EQ(stored->response().body, "decoded");
  EXPECT_EQ(stored->body(), "decoded");
}

}  // namespace
}  // namespace hrp::engine
