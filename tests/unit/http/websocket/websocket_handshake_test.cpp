#include "http/websocket/websocket_handshake.hpp"

#include <gtest/gtest.h>

#include "hrp/http/websocket.hpp"

namespace hrp::http {
namespace {

constexpr std::string_view kKey = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view kAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

std::string faultOf(std::vector<HeaderField> fields, int status = 101) {
  Response response;
  response.status = status;
  response.headers = fields;
  return faultOfHandshake(response, kKey, "chat, v2");
}

TEST(WebSocketHandshakeTest, TheAcceptedKeyIsThatOfTheRfc) {
  EXPECT_EQ(acceptedSocketKey(kKey), kAccept);
}

TEST(WebSocketHandshakeTest, TakesWhatTheRfcAllows) {
  EXPECT_EQ(faultOf({{"Upgrade", "WebSocket"},
                     {"Connection", "keep-alive, Upgrade"},
                     {"Sec-WebSocket-Accept", kAccept},
                     {"Sec-WebSocket-Protocol", "v2"}}),
            "");
}

TEST(WebSocketHandshakeTest, NamesWhatIsWrong) {
  const HeaderField upgrade{"Upgrade", "websocket"};
  const HeaderField connection{"Connection", "Upgrade"};
  const HeaderField accept{"Sec-WebSocket-Accept", kAccept};
  EXPECT_EQ(faultOf({upgrade, connection, accept}, 200),
            "websocket: the server answered 200 instead of 101");
  EXPECT_EQ(faultOf({connection, accept}), "websocket: the server upgraded to something else");
  EXPECT_EQ(faultOf({upgrade, accept}), "websocket: the server upgraded to something else");
  EXPECT_EQ(faultOf({upgrade, connection}), "websocket: wrong Sec-WebSocket-Accept");
  EXPECT_EQ(faultOf({upgrade, connection, {"Sec-WebSocket-Accept", kKey}}),
            "websocket: wrong Sec-WebSocket-Accept");
  EXPECT_EQ(
      faultOf({upgrade, connection, accept, {"Sec-WebSocket-Extensions", "permessage-deflate"}}),
      "websocket: the server chose an extension that was not offered");
  EXPECT_EQ(faultOf({upgrade, connection, accept, {"Sec-WebSocket-Protocol", "V2"}}),
            "websocket: the server chose a subprotocol that was not offered");
}

}  // namespace
}  // namespace hrp::http
