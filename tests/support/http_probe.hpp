#pragma once
// HttpProbe: a loop, a client context and one user's client, with exchanges that a test waits for.

#include <chrono>
#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/http/client.hpp"
#include "hrp/net/event_loop.hpp"

namespace hrp::testing {

// What came of an exchange, copied out of the views.
struct Outcome final : http::ExchangeHandler {
  void onResponse(const http::Response& response, const http::ExchangeTrace& of) override {
    ++calls;
    ok = true;
    status = response.status;
    version_major = response.version_major;
    version_minor = response.version_minor;
    for (const auto& field : response.headers) headers.emplace_back(field.name, field.value);
    body = response.body;
    trace = of;
    if (then) then();
  }
  void onFailure(base::ErrorKind of, std::string_view text,
                 const http::ExchangeTrace& at) override {
    ++calls;
    kind = of;
    message = text;
    trace = at;
    if (then) then();
  }

  int calls = 0;
  bool ok = false;
  int status = 0;
  int version_major = 1;
  int version_minor = 1;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  base::ErrorKind kind = base::ErrorKind::kNone;
  std::string message;
  http::ExchangeTrace trace;
  std::function<void()> then;
};

class HttpProbe {
 public:
  struct Options {
    http::Origin origin;
    bool keep_alive = true;
    http::ClientContext::Options context;
  };
  explicit HttpProbe(Options options)
      : origin_(std::move(options.origin)),
        loop_(std::move(*net::EventLoop::create(clock_))),
        context_(std::move(*http::ClientContext::create(*loop_, options.context))),
        client_(std::make_unique<http::Client>(*context_, options.keep_alive)) {}
  explicit HttpProbe(std::uint16_t port)
      : HttpProbe(Options{.origin = {.host = "127.0.0.1", .port = port}, .context = {}}) {}

  net::EventLoop& loop() { return *loop_; }
  http::ClientContext& context() { return *context_; }
  http::Client& client() { return *client_; }
  void dropClient() { client_.reset(); }
  http::Origin& origin() { return origin_; }

  // A request whose texts live as long as the probe.
  http::Request& request(const std::string& method, const std::string& path,
                         const std::string& body = "") {
    std::string head = method + " " + path + " HTTP/1.1\r\nHost: test\r\n";
    if (!body.empty()) head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    texts_.push_back(head + "\r\n");
    texts_.push_back(body);
    http::Request made;
    made.origin = &origin_;
    made.head = *std::prev(texts_.end(), 2);
    made.body = texts_.back();
    made.head_method = method == "HEAD";
    made.idempotent = method != "POST";
    made.deadline = clock_.now() + std::chrono::seconds(10);
    requests_.push_back(made);
    return requests_.back();
  }

  void waitFor(const Outcome& outcome, int calls = 1) {
    const base::TimePoint limit = clock_.now() + std::chrono::seconds(20);
    while (outcome.calls < calls && clock_.now() < limit) {
      loop_->runOnce(std::chrono::milliseconds(100));
    }
  }
  Outcome run(const http::Request& asked) {
    Outcome outcome;
    client_->exchange(asked, outcome);
    waitFor(outcome);
    return outcome;
  }
  Outcome get(const std::string& path) { return run(request("GET", path)); }
  Outcome getWithin(const std::string& path, std::chrono::milliseconds limit) {
    http::Request& asked = request("GET", path);
    asked.deadline = clock_.now() + limit;
    return run(asked);
  }
  const base::SystemClock& clock() const { return clock_; }

 private:
  base::SystemClock clock_;
  http::Origin origin_;
  std::unique_ptr<net::EventLoop> loop_;
  std::unique_ptr<http::ClientContext> context_;
  std::unique_ptr<http::Client> client_;
  std::deque<std::string> texts_;
  std::deque<http::Request> requests_;
};

}  // namespace hrp::testing
