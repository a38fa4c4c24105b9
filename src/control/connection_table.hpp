#pragma once
// ConnectionTable: which connections of the control API are open, and who has to go when a new one
// comes and all places are taken: the one that has been sending its request the longest. So a
// client that sends a byte a second, or nothing, never keeps others out.
//
// Any thread may call any method. It does not own the descriptors: a connection is removed before
// its descriptor is closed.

#include <cstddef>
#include <map>
#include <mutex>

#include "hrp/base/clock.hpp"

namespace hrp::control {

class ConnectionTable {
 public:
  explicit ConnectionTable(std::size_t capacity) : capacity_(capacity) {}

  // False when every place is held by a request that is being answered, or after closeAll().
  [[nodiscard]] bool admit(int fd, base::TimePoint now);
  void startReading(int fd, base::TimePoint now);  // it waits for, or reads, its next request
  void finishReading(int fd);                      // the request is complete; a reply follows
  void remove(int fd);
  // Ends reading on all connections (a reply being written still goes out) and admits no more.
  void closeAll();
  [[nodiscard]] std::size_t size() const;

 private:
  struct Connection {
    base::TimePoint since{};
    bool reading = true;
    bool cut = false;  // told to go; its place counts as free
  };

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::map<int, Connection> connections_;
  bool closed_ = false;
};

}  // namespace hrp::control
