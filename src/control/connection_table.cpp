#include "control/connection_table.hpp"

#include <sys/socket.h>

#include <algorithm>

namespace hrp::control {

bool ConnectionTable::admit(int fd, base::TimePoint now) {
  const std::scoped_lock lock(mutex_);
  if (closed_) return false;
  std::size_t held = 0;
  auto oldest = connections_.end();
  for (auto it = connections_.begin(); it != connections_.end(); ++it) {
    const Connection& connection = it->second;
    if (connection.cut) continue;
    ++held;
    if (!connection.reading) continue;
    if (oldest == connections_.end() || connection.since < oldest->second.since) oldest = it;
  }
  if (held >= capacity_) {
    if (oldest == connections_.end()) return false;
    // Only the reading side: should its request be complete by now, the reply still goes out.
    ::shutdown(oldest->first, SHUT_RD);
    oldest->second.cut = true;
  }
  connections_[fd] = Connection{now};
  return true;
}

void ConnectionTable::startReading(int fd, base::TimePoint now) {
  const std::scoped_lock lock(mutex_);
  const auto found = connections_.find(fd);
  if (found == connections_.end()) return;
  found->second.since = now;
  found->second.reading = true;
}

void ConnectionTable::finishReading(int fd) {
  const std::scoped_lock lock(mutex_);
  const auto found = connections_.find(fd);
  if (found != connections_.end()) found->second.reading = false;
}

void ConnectionTable::remove(int fd) {
  const std::scoped_lock lock(mutex_);
  connections_.erase(fd);
}

void ConnectionTable::closeAll() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  for (const auto& [fd, connection] : connections_) ::shutdown(fd, SHUT_RD);
}

std::size_t ConnectionTable::size() const {
  const std::scoped_lock lock(mutex_);
  return connections_.size();
}

}  // namespace hrp::control
