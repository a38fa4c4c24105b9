#pragma once
// RequestFlight: an HTTP request of a user with its redirects. What runs it is StepRun<RequestStep>
// (request.cpp).

#include "engine/steps/flight.hpp"

namespace hrp::engine {

class RequestFlight final : public Flight, private http::ExchangeHandler {
 public:
  [[nodiscard]] bool reset();

  int redirects = 0;  // that were followed

  // The functions of StepRun.
  [[nodiscard]] StepFailure prepare();
  void start();
  void woken(Wake by);
  void cancel();

 private:
  void onPaced(base::TimePoint scheduled) override;
  void onResponse(const http::Response& response, const http::ExchangeTrace& trace) override;
  void onFailure(base::ErrorKind kind, std::string_view message,
                 const http::ExchangeTrace& trace) override;

  [[nodiscard]] StepFailure runSetupHooks();
  void exchange();
  [[nodiscard]] bool redirected(const http::Response& response, StepFailure& failure);
  [[nodiscard]] StepFailure evaluateResponse(const http::Response& response,
                                             std::uint64_t& content_bytes);
  void finish(StepFailure&& failure, stats::Sample& sample);

  http::Request request_;
};

}  // namespace hrp::engine
