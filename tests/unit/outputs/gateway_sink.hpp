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
};

class GatewaySink {
 public:
  GatewaySink() {
    const auto handle = [this](const httplib::Request& request, httplib::Response& response) {
      answer(request, response);
    };
    server_.Put(".*", handle);
    server_.Delete(".*", handle);
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
    requests_.push_back(
        {request.method, request.path, request.body, request.get_header_value("Content-Type")});
    changed_.notify_all();
    changed_.wait(lock, [this] { return !holding_; });
    response.status = status_;
    if (status_ >= 400) response.set_content("pushed metrics are invalid\n", "text/plain");
  }

  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<SinkRequest> requests_;
  int status_ = 202;
  bool holding_ = false;
};

}  // namespace hrp::outputs
