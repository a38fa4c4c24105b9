#pragma once
// OutgoingBytes: what is to be written to a socket that does not block. One thread.

#include <cstddef>
#include <string>
#include <string_view>

namespace hrp::plugin {

class OutgoingBytes {
 public:
  void add(std::string_view bytes) { bytes_ += bytes; }
  // For what appends; only when it is empty.
  [[nodiscard]] std::string& space() { return bytes_; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  // Writes as much as the socket takes. False: something is left, also when the peer is gone, which
  // reading from it tells.
  [[nodiscard]] bool sendTo(int socket);
  void clear();

 private:
  std::string bytes_;
  std::size_t written_ = 0;
};

}  // namespace hrp::plugin
