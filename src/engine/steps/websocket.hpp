#pragma once
// SocketFlight: one operation of a user on a WebSocket. What runs it is StepRun<WebSocketStep>
// (websocket.cpp).

#include <string>

#include "engine/steps/flight.hpp"
#include "hrp/http/websocket.hpp"

namespace hrp::engine {

class SocketFlight final : public Flight, private http::SocketHandler {
 public:
  [[nodiscard]] bool reset();

  // The functions of StepRun.
  [[nodiscard]] StepFailure prepare();
  void start();
  void woken(Wake by);
  void cancel();

 private:
  void onPaced(base::TimePoint scheduled) override;
  void onSocket(const http::SocketResult& result) override;

  [[nodiscard]] const testcase::WebSocketStep& step() const {
    return user_->step<testcase::WebSocketStep>();
  }
  [[nodiscard]] StepFailure preparePayload();
  void operate();
  void addSocketTrace(const http::ExchangeTrace& trace);
  [[nodiscard]] StepFailure evaluate(const http::SocketResult& result);
  void finish(StepFailure&& failure, stats::Sample& sample);

  http::WebSocket* socket_ = nullptr;
  bool binary_ = false;  // of what is written
  std::string key_;      // of a handshake
};

}  // namespace hrp::engine
