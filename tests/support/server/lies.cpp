#include "support/server/lies.hpp"

#include <vector>

#include "support/deflated.hpp"

namespace hrp::testing {
namespace {

using base::ErrorKind;
using namespace std::string_literals;

const std::string kOk = "HTTP/1.1 200 OK\r\n";
constexpr std::size_t kFlood = 1 << 20;

Lie failing(std::string name, std::string bytes, std::string message, bool closes = false) {
  Lie lie;
  lie.name = std::move(name);
  lie.bytes = std::move(bytes);
  lie.closes = closes;
  lie.kind = message.starts_with("connection closed") ? ErrorKind::kReset : ErrorKind::kProtocol;
  lie.message = std::move(message);
  return lie;
}

Lie answered(std::string name, std::string bytes, int status, std::string body, bool kept) {
  Lie lie;
  lie.name = std::move(name);
  lie.bytes = std::move(bytes);
  lie.status = status;
  lie.body = std::move(body);
  lie.kept = kept;
  return lie;
}

Lie slowly(Lie lie) {
  lie.slow = true;
  return lie;
}

Lie closing(Lie lie) {
  lie.closes = true;
  return lie;
}

Lie asked(Lie lie) {
  lie.head = true;
  return lie;
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

void addLengths(std::vector<Lie>& all) {
  const auto length = [](const std::string& value) {
    return kOk + "Content-Length: " + value + "\r\n\r\nok";
  };
  all.push_back(answered("length-twice", kOk + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok",
                         200, "ok", true));
  all.push_back(answered("length-list", length("2, 2"), 200, "ok", true));
  all.push_back(failing("length-differs", kOk + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok",
                        "conflicting Content-Length"));
  all.push_back(failing("length-list-differs", length("2, 3"), "conflicting Content-Length"));
  for (const auto* value : {"-1", "+2", "0x2", "2 2", "", "99999999999999999999", "two"}) {
    all.push_back(
        failing("length-" + std::to_string(all.size()), length(value), "malformed Content-Length"));
  }
  all.push_back(failing("length-huge", length("18446744073709551615"),
                        "response body beyond the limit of 64 MiB"));
  all.push_back(
      failing("length-long", length("3"), "connection closed inside the response body", true));
  all.push_back(answered("length-short", length("1"), 200, "o", false));
  all.push_back(answered("length-and-chunks",
                         kOk + "Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "2\r\nok\r\n0\r\n\r\n",
                         200, "ok", false));
}

void addChunks(std::vector<Lie>& all) {
  const std::string head = kOk + "Transfer-Encoding: chunked\r\n\r\n";
  for (const auto* chunk : {"-2\r\nok\r\n", "\r\nok\r\n", "0x2\r\nok\r\n", "2\r\nokay\r\n",
                            "10000000000000002\r\nok\r\n", "2 2\n\rok\r\n", "g\r\n"}) {
    all.push_back(failing("chunk-" + std::to_string(all.size()), head + chunk, "malformed chunk"));
  }
  all.push_back(failing("chunk-overflow", head + "FFFFFFFFFFFFFFFF\r\nok\r\n",
                        "response body beyond the limit of 64 MiB"));
  all.push_back(failing("chunk-extension", head + "2;" + std::string(kFlood, 'e') + "\r\nok\r\n",
                        "malformed chunk"));
  all.push_back(failing("trailer-flood", head + "0\r\n" + repeated("X-A: b\r\n", kFlood / 8),
                        "response trailer beyond the limit"));
  all.push_back(failing("chunk-end", head + "2\r\nok\r\n",
                        "connection closed inside the response body", true));
  all.push_back(failing("coding-unknown", kOk + "Transfer-Encoding: gzip, chunked\r\n\r\n",
                        "unsupported Transfer-Encoding"));
  all.push_back(failing("coding-twice", kOk + "Transfer-Encoding: chunked, chunked\r\n\r\n",
                        "unsupported Transfer-Encoding"));
}

void addHeads(std::vector<Lie>& all) {
  const std::string rest = "Content-Length: 2\r\n\r\nok";
  all.push_back(failing("header-flood", kOk + repeated("X-A: b\r\n", kFlood / 8) + rest,
                        "too many header lines"));
  all.push_back(failing("header-long", kOk + "X-A: " + std::string(kFlood, 'a') + "\r\n" + rest,
                        "response head beyond the limit"));
  all.push_back(
      failing("header-endless", kOk + std::string(kFlood, 'a'), "response head beyond the limit"));
  all.push_back(failing("reason-endless", "HTTP/1.1 200 " + std::string(kFlood, 'a'),
                        "response head beyond the limit"));
  for (const auto* status : {"HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1 099 OK", "HTTP/1.1 OK",
                             "HTTP/1.1", "HTTP/1.1  200 OK"}) {
    all.push_back(failing("status-" + std::to_string(all.size()), status + "\r\n"s + rest,
                          "malformed status line"));
  }
  for (const auto* start : {"HTTP/2 200 OK", "HTTP/0.9 200 OK", "ICY 200 OK", "http/1.1 200 OK"}) {
    all.push_back(failing("version-" + std::to_string(all.size()), start + "\r\n"s + rest,
                          "not an HTTP/1 response"));
  }
  for (const auto& field : {"X A: b\r\n"s, "X-A b: c\r\n"s, ": b\r\n"s, "X-A: b\0c\r\n"s,
                            "X-A: b\rc\r\n"s, "no colon\r\n"s}) {
    all.push_back(failing("field-" + std::to_string(all.size()), kOk + field + rest,
                          "malformed header line"));
  }
  all.push_back(answered("field-folded", kOk + "X-A: b\r\n c\r\n" + rest, 200, "ok", true));
  all.push_back(answered("field-blank", kOk + "X-A : b\r\n" + rest, 200, "ok", true));
  all.push_back(failing("fold-first", kOk + " X-A: b\r\n" + rest, "malformed header line"));
  all.push_back(
      failing("head-end", kOk + "X-A: b", "connection closed inside the response head", true));
  all.push_back(failing("interim-end", "HTTP/1.1 100 Continue\r\n\r\n",
                        "connection closed inside the response head", true));
  all.push_back(failing("interim-flood", repeated("HTTP/1.1 103 Early\r\n\r\n", 1000),
                        "too many 1xx responses"));
  all.push_back(failing("switching", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                        "unexpected 101 Switching Protocols"));
}

void addBodies(std::vector<Lie>& all) {
  const std::string length = "Content-Length: 5\r\n\r\nhello";
  all.push_back(answered("body-204", "HTTP/1.1 204 No Content\r\n" + length, 204, "", false));
  all.push_back(answered("body-304", "HTTP/1.1 304 Not Modified\r\n" + length, 304, "", false));
  all.push_back(asked(answered("body-head", kOk + length, 200, "", false)));
  all.push_back(asked(answered("chunks-head",
                               kOk + "Transfer-Encoding: chunked\r\n\r\n"
                                     "5\r\nhello\r\n0\r\n\r\n",
                               200, "", false)));
  all.push_back(answered("two-answers", kOk + length + kOk + length, 200, "hello", false));
  all.push_back(slowly(answered("late-answer", kOk + length + kOk + length, 200, "hello", false)));
  all.push_back(slowly(answered("late-garbage", kOk + length + "\r\n\r\n!", 200, "hello", false)));
  all.push_back(slowly(
      answered("slow-interim", "HTTP/1.1 103 Early\r\n\r\n" + kOk + length, 200, "hello", true)));
  all.push_back(closing(answered("close-says-keep", kOk + "Connection: keep-alive\r\n" + length,
                                 200, "hello", false)));
  all.push_back(
      answered("close-is-said", kOk + "Connection: close\r\n" + length, 200, "hello", false));
}

}  // namespace

std::span<const Lie> lies() {
  static const std::vector<Lie> all = [] {
    std::vector<Lie> made;
    addLengths(made);
    addChunks(made);
    addHeads(made);
    addBodies(made);
    return made;
  }();
  return all;
}

std::string gzipBomb(std::size_t zeros, int layers) {
  std::string plain(zeros, '\0');
  std::string coding;
  for (int i = 0; i < layers; ++i) {
    plain = deflated(plain, kGzipWindow, 1);
    coding += i == 0 ? "gzip" : ", gzip";
  }
  return kOk + "Content-Encoding: " + coding +
         "\r\nContent-Length: " + std::to_string(plain.size()) + "\r\n\r\n" + plain;
}

}  // namespace hrp::testing
