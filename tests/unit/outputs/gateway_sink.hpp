#pragma once
// GatewaySink: a Pushgateway's HTTP side on a loopback port, which keeps what it is sent and can be
// told to fail or to hold its answers back.

#include <httplib.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace hrp::outputs {

struct SinkRequest {
  std::string method;
  std::string path;
  std::string body;
  std::string content_type;
  std::string coding;  // of the body as it was sent; `body` is what it stands for
};

class GatewaySink {
 public:
  GatewaySink() {
    const auto handle = [this](const httplib::Request& request, httplib::Response& response) {
      answer(request, response);
    };
    server_.Put(".*", handle);
    server_.Delete(".*", handle);
    server_.Get(".*", handle);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();  // stop() before that does nothing
  }
  ~GatewaySink() {
    hold(false);
    server_.stop();
    thread_.join();
  }
  GatewaySink(const GatewaySink&) = delete;
  GatewaySink& operator=(const GatewaySink&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  void setStatus(int status) {
    const std::lock_guard lock(mutex_);
    status_ = status;
  }
  // Of the next answers: where a redirect leads to; what GET answers.
  void setLocation(const std::string& location) {
    const std::lock_guard lock(mutex_);
    location_ = location;
  }
  void setListing(const std::string& json) {
    const std::lock_guard lock(mutex_);
    listing_ = json;
  }
  // As a Pushgateway before 1.5.0: what is compressed is no text that it can read.
  void refuseCodings() {
    const std::lock_guard lock(mutex_);
    takes_codings_ = false;
  }
  void hold(bool on) {
    const std::lock_guard lock(mutex_);
    holding_ = on;
    changed_.notify_all();
  }
  // The requests so far, once there are `count`; fewer when they do not come within 10 s.
  [[nodiscard]] std::vector<SinkRequest> waitFor(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [&] { return requests_.size() >= count; });
    return requests_;
  }

 private:
  void answer(const httplib::Request& request, httplib::Response& response) {
    std::unique_lock lock(mutex_);
    requests_.push_back({request.method, request.path, request.body,
                         request.get_header_value("Content-Type"),
                         request.get_header_value("Content-Encoding")});
    changed_.notify_all();
    changed_.wait(lock, [this] { return !holding_; });
    const bool refused = !takes_codings_ && request.has_header("Content-Encoding");
    response.status = refused ? 400 : status_;
    if (!location_.empty()) response.set_header("Location", location_);
    if (request.method == "GET") response.set_content(listing_, "application/json");
    if (response.status >= 400) response.set_content("pushed metrics are invalid\n", "text/plain");
  }

  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<SinkRequest> requests_;
  int status_ = 202;
  std::string location_;
  std::string listing_;
  bool takes_codings_ = true;
  bool holding_ = false;
};

}  // namespace hrp::outputs
