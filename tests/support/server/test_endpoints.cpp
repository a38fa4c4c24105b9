#include "support/server/test_endpoints.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "support/deflated.hpp"
#include "support/server/lies.hpp"

namespace hrp::testing {
namespace {

using Json = nlohmann::json;
using Then = ServerReply::Then;

constexpr std::string_view kJson = "Content-Type: application/json\r\n";
constexpr std::size_t kMaxBytes = 64 << 20;

bool sameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ec == std::errc{}) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> pairsOf(std::string_view text, char separator) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    std::string_view item = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (item.starts_with(' ')) item.remove_prefix(1);
    const std::size_t equals = std::min(item.find('='), item.size());
    if (item.empty()) continue;
    pairs.emplace_back(decoded(item.substr(0, equals)),
                       decoded(item.substr(std::min(equals + 1, item.size()))));
  }
  return pairs;
}

std::size_t numberAfter(std::string_view path, std::string_view prefix, std::size_t otherwise) {
  const std::string_view digits = path.substr(std::min(prefix.size(), path.size()));
  std::size_t number = otherwise;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

void json(ServerReply& reply, int status, const Json& body, std::string_view headers = kJson) {
  appendResponse(reply.bytes, status, headers,
                 body.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void hello(const ServerRequest& /*request*/, ServerReply& reply) {
  reply.bytes +=
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n"
      "{\"hello\":\"world\"}";
}

void login(const ServerRequest& request, ServerReply& reply) {
  static std::uint64_t logins = 0;
  const Json body = Json::parse(request.body, nullptr, false);
  if (request.method != "POST" || !body.is_object() || !body.contains("user") ||
      !body["user"].is_string() || !body.contains("password")) {
    json(reply, 400, {{"ok", false}, {"error", "user and password expected"}});
    return;
  }
  const std::string token =
      "tok-" + body["user"].get<std::string>() + "-" + std::to_string(++logins);
  json(reply, 200, {{"ok", true}, {"token", token}});
}

void items(const ServerRequest& request, ServerReply& reply) {
  const auto token = request.parameter("token");
  if (!token || token->empty() || request.header("authorization") != "Bearer " + *token) {
    json(reply, 401, {{"ok", false}, {"error", "token expected"}});
    return;
  }
  json(reply, 200,
       {{"ok", true}, {"items", {{{"id", 1}, {"name", "one"}}, {{"id", 2}, {"name", "two"}}}}});
}

void echo(const ServerRequest& request, ServerReply& reply) {
  Json headers = Json::object();
  for (const auto& [name, value] : request.headers) {
    Json& known = headers[std::string(name)];
    known = known.is_string() ? known.get<std::string>() + ", " + std::string(value)
                              : std::string(value);
  }
  Json query = Json::object();
  for (const auto& [name, value] : pairsOf(request.query, '&')) query[name] = value;
  json(reply, 200,
       {{"ok", true},
        {"method", request.method},
        {"target", request.target},
        {"path", request.path},
        {"query", query},
        {"raw_query", request.query},
        {"headers", headers},
        {"body", request.body}});
}

void status(const ServerRequest& request, ServerReply& reply) {
  const auto code = static_cast<int>(numberAfter(request.path, "/status/", 200));
  json(reply, std::clamp(code, 200, 999), {{"status", code}});
}

void bytes(const ServerRequest& request, ServerReply& reply) {
  const std::size_t count = std::min(numberAfter(request.path, "/bytes/", 0), kMaxBytes);
  appendResponse(reply.bytes, 200, "Content-Type: application/octet-stream\r\n",
                 std::string(count, 'x'));
}

void setCookies(const ServerRequest& request, ServerReply& reply) {
  std::string headers(kJson);
  for (const auto& [name, value] : pairsOf(request.query, '&')) {
    headers += "Set-Cookie: " + name + "=" + value + "; Path=/\r\n";
  }
  json(reply, 200, {{"ok", true}}, headers);
}

void cookies(const ServerRequest& request, ServerReply& reply) {
  Json held = Json::object();
  for (const auto& [name, value] : pairsOf(request.header("cookie"), ';')) held[name] = value;
  json(reply, 200, {{"ok", true}, {"cookies", held}});
}

void redirect(const ServerRequest& request, ServerReply& reply) {
  const std::size_t left = numberAfter(request.path, "/redirect/", 1);
  const std::string code = request.parameter("code").value_or("302");
  const std::string query = request.query.empty() ? "" : "?" + std::string(request.query);
  reply.delay = std::chrono::milliseconds(
      std::clamp(std::atoi(request.parameter("delay").value_or("0").c_str()), 0, 60'000));
  const std::string target = left <= 1 ? "/hello" : "/redirect/" + std::to_string(left - 1) + query;
  appendResponse(reply.bytes, std::clamp(std::atoi(code.c_str()), 300, 399),
                 "Location: " + target + "\r\n", "");
}

void gzip(const ServerRequest& /*request*/, ServerReply& reply) {
  appendResponse(reply.bytes, 200, std::string(kJson) + "Content-Encoding: gzip\r\n",
                 deflated(R"({"gzipped":true})"));
}

void delay(const ServerRequest& request, ServerReply& reply) {
  reply.delay = std::chrono::milliseconds(
      std::min<std::size_t>(numberAfter(request.path, "/delay/", 0), 600'000));
  json(reply, 200, {{"delayed", reply.delay.count()}});
}

void chunked(const ServerRequest& /*request*/, ServerReply& reply) {
  reply.bytes +=
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n7;note=1\r\n chunky\r\n6\r\n world\r\n0\r\nX-Trailer: yes\r\n\r\n";
}

// Answers that break the protocol or the connection, by path.
struct Broken {
  std::string_view path;
  std::string_view bytes;
  Then then;
};
constexpr std::array<Broken, 13> kBroken{{
    {"/close-mid-body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this", Then::kClose},
    {"/content-length-lies", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort", Then::kClose},
    {"/chunked-bad", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n",
     Then::kKeep},
    {"/malformed-header", "HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 0\r\n\r\n",
     Then::kKeep},
    {"/reset", "", Then::kReset},
    {"/never", "", Then::kNothing},
    {"/early-close", "", Then::kClose},
    {"/garbage", "\x01\x02 this is no HTTP \xff\xfe\r\n\r\n", Then::kKeep},
    {"/1xx",
     "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
     "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
     Then::kKeep},
    {"/trailing-garbage", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokGARBAGE", Then::kKeep},
    {"/until-close", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end",
     Then::kClose},
    {"/early-response",
     "HTTP/1.1 413 Content Too Large\r\nContent-Length: 7\r\nConnection: close\r\n\r\ntoo big",
     Then::kClose},
    {"/http10", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", Then::kClose},
}};

void hugeHeader(const ServerRequest& /*request*/, ServerReply& reply) {
  appendResponse(reply.bytes, 200, "X-Huge: " + std::string(256 << 10, 'h') + "\r\n", "ok");
}

void lie(const ServerRequest& request, ServerReply& reply) {
  const std::string_view name = request.path.substr(std::string_view("/lies/").size());
  if (name == "bomb") {
    static const std::string kBomb = gzipBomb(std::size_t{65} << 20, 2);
    reply.bytes += kBomb;
    return;
  }
  if (name == "trickle") {
    appendResponse(reply.bytes, 200, "", std::string(600'000, 't'));
    reply.slow = true;
    return;
  }
  for (const Lie& known : lies()) {
    if (known.name != name) continue;
    reply.bytes += known.bytes;
    reply.slow = known.slow;
    if (known.closes) reply.then = Then::kClose;
    return;
  }
  json(reply, 404, {{"ok", false}, {"error", "no such lie"}});
}

void slowBytes(const ServerRequest& /*request*/, ServerReply& reply) {
  appendResponse(reply.bytes, 200, "X-Slow: yes\r\n", "one by one");
  reply.slow = true;
}

// The handshake of RFC 6455 4.2; `/ws/…` names the fault of the peer, see websocket_peer.hpp.
void webSocket(const ServerRequest& request, ServerReply& reply) {
  const std::string_view name = request.path.substr(std::string_view("/ws/").size());
  if (request.method != "GET" || !sameName(request.header("upgrade"), "websocket") ||
      !sameName(request.header("connection"), "upgrade") ||
      request.header("sec-websocket-version") != "13") {
    json(reply, 426, {{"ok", false}, {"error", "a WebSocket handshake expected"}},
         "Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Type: application/json\r\n");
    return;
  }
  if (name == "refuse") {
    json(reply, 403, {{"ok", false}, {"error", "not for you"}});
    return;
  }
  reply.bytes += webSocketHandshake(request.header("sec-websocket-key"), name);
  if (name == "cookies") {
    reply.bytes += "Set-Cookie: ws=" + std::string(request.header("cookie")) + "; Path=/\r\n";
  }
  if (const auto protocol = request.header("sec-websocket-protocol"); !protocol.empty()) {
    const std::string first(protocol.substr(0, protocol.find(',')));
    reply.bytes += "Sec-WebSocket-Protocol: " + (name == "bad-protocol" ? "other" : first) + "\r\n";
  }
  reply.bytes += "\r\n";
  reply.upgraded = std::make_unique<WebSocketPeer>(std::string(name));
  reply.upgraded->opened(reply.bytes);
}

// Answers the first request of a connection and ends it at the second: a kept connection that was
// closed meanwhile, without a race.
void dropReused(const ServerRequest& request, ServerReply& reply) {
  if (request.number_on_connection > 1) {
    reply.then = request.parameter("how") == "reset" ? Then::kReset : Then::kClose;
  } else {
    json(reply, 200, {{"ok", true}});
  }
}

struct Route {
  std::string_view path;  // one that ends in '/' matches by prefix
  void (*answer)(const ServerRequest&, ServerReply&);
};
constexpr std::array<Route, 18> kRoutes{{
    {"/drop-reused", dropReused},
    {"/lies/", lie},
    {"/ws/", webSocket},
    {"/hello", hello},
    {"/login", login},
    {"/items", items},
    {"/echo", echo},
    {"/echo/", echo},
    {"/status/", status},
    {"/bytes/", bytes},
    {"/cookies/set", setCookies},
    {"/cookies", cookies},
    {"/redirect/", redirect},
    {"/gzip", gzip},
    {"/delay/", delay},
    {"/chunked", chunked},
    {"/huge-header", hugeHeader},
    {"/slow-bytes", slowBytes},
}};

bool matches(const Route& route, std::string_view path) {
  return route.path.ends_with('/') ? path.starts_with(route.path) : path == route.path;
}

}  // namespace

std::string_view ServerRequest::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (sameName(known, name)) return value;
  }
  return {};
}

std::optional<std::string> ServerRequest::parameter(std::string_view name) const {
  for (auto& [known, value] : pairsOf(query, '&')) {
    if (known == name) return value;
  }
  return std::nullopt;
}

void appendResponse(std::string& out, int status, std::string_view extra_headers,
                    std::string_view body) {
  out += "HTTP/1.1 " + std::to_string(status) + (status == 200 ? " OK\r\n" : " Status\r\n");
  out += extra_headers;
  if (status == 204 || status == 304) {
    out += "\r\n";
    return;
  }
  out += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  out += body;
}

bool answersBeforeBody(std::string_view path) {
  return path == "/early-response";
}

void answer(const ServerRequest& request, ServerReply& reply) {
  for (const Route& route : kRoutes) {
    if (!matches(route, request.path)) continue;
    route.answer(request, reply);
    if (request.query.find("delay=") != std::string_view::npos) {
      const std::string wait = request.parameter("delay").value_or("0");
      reply.delay = std::chrono::milliseconds(std::clamp(std::atoi(wait.c_str()), 0, 600'000));
    }
    return;
  }
  for (const Broken& broken : kBroken) {
    if (broken.path != request.path) continue;
    reply.bytes += broken.bytes;
    reply.then = broken.then;
    return;
  }
  json(reply, 404, {{"ok", false}, {"error", "no such endpoint"}});
}

}  // namespace hrp::testing
