#include "engine/functions/replay.hpp"

namespace hrp::engine {

using expression::Value;

Replay::Replay(const base::Clock& clock, base::Random& seeds) : real_clock_(clock), seeds_(seeds) {}

void Replay::begin() {
  if (!std::exchange(repeating_, false)) {
    log_.seed = seeds_.next();
    log_.times.clear();
    log_.answers.clear();
  }
  random_ = base::Random(log_.seed);
  next_time_ = 0;
  next_answer_ = 0;
  pending_.reset();
}

void Replay::repeat(Log log) {
  log_ = std::move(log);
  repeating_ = true;
}

base::WallTime Replay::wallNow() {
  if (next_time_ < log_.times.size()) return log_.times[next_time_++];
  const base::WallTime now = real_clock_.wallNow();
  // What is read behind a pending call is read again, later.
  if (pending_) return now;
  log_.times.push_back(now);
  ++next_time_;
  return now;
}

base::Result<Value> Replay::call(expression::CustomFunctions& functions, std::string_view name,
                                 std::span<const Value> arguments) {
  const auto waiting = base::fail(base::ErrorCode::kUnavailable,
                                  "function " + std::string(name) + " has no answer yet");
  if (pending_) return waiting;
  if (next_answer_ < log_.answers.size() && log_.answers[next_answer_].first == name) {
    return log_.answers[next_answer_++].second;
  }
  // Never reached with answers left unless the world behind the log changed (a file that was
  // read): those belong to another way.
  log_.answers.resize(next_answer_);
  pending_ = Pending{&functions, std::string(name), Value::array()};
  for (const Value& argument : arguments) pending_->arguments.push_back(argument);
  return waiting;
}

std::pair<Replay::Pending, Replay::Log> Replay::suspend() {
  std::pair<Pending, Log> out{std::move(*pending_), std::move(log_)};
  pending_.reset();
  log_ = {};
  return out;
}

}  // namespace hrp::engine
