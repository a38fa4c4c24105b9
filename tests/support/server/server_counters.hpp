#pragma once
// What the test server has received. Any thread.

#include <cstdint>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace hrp::testing {

class ServerCounters {
 public:
  static constexpr std::size_t kMaxPaths = 10'000;

  void count(std::string_view path) {
    const std::scoped_lock lock(mutex_);
    ++requests_;
    auto known = by_path_.find(path);
    if (known == by_path_.end()) {
      if (by_path_.size() == kMaxPaths) return;
      known = by_path_.emplace(std::string(path), 0).first;
    }
    ++known->second;
  }
  void received(std::uint64_t messages) {
    const std::scoped_lock lock(mutex_);
    messages_ += messages;
  }
  std::uint64_t messages() const {
    const std::scoped_lock lock(mutex_);
    return messages_;
  }
  void connected() {
    const std::scoped_lock lock(mutex_);
    ++connections_;
  }
  void reset() {
    const std::scoped_lock lock(mutex_);
    requests_ = connections_ = messages_ = 0;
    by_path_.clear();
  }
  std::uint64_t requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }
  std::uint64_t requests(std::string_view path) const {
    const std::scoped_lock lock(mutex_);
    const auto known = by_path_.find(path);
    return known == by_path_.end() ? 0 : known->second;
  }
  std::uint64_t connections() const {
    const std::scoped_lock lock(mutex_);
    return connections_;
  }
  std::string json() const {
    const std::scoped_lock lock(mutex_);
    return nlohmann::json{{"requests", requests_},
                          {"connections", connections_},
                          {"messages", messages_},
                          {"by_path", by_path_}}
        .dump();
  }

 private:
  mutable std::mutex mutex_;
  std::uint64_t requests_ = 0;
  std::uint64_t connections_ = 0;
  std::uint64_t messages_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> by_path_;
};

}  // namespace hrp::testing
