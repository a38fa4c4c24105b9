#pragma once
// ProcessSlot: a small number that one living process at a time has for a purpose, the lowest that
// is free. The kernel frees it with the process, however that ends, and nothing is left on a disk:
// it is the name of an abstract Unix socket (unix(7)), which one socket of a network namespace has.
//
// Any thread. Move only.

#include <optional>
#include <string>

namespace hrp::base {

class ProcessSlot {
 public:
  // None: all from 1 to `most` are taken, or the system gives no such sockets.
  [[nodiscard]] static std::optional<ProcessSlot> claim(const std::string& purpose, int most);

  ProcessSlot(ProcessSlot&& other) noexcept;
  ProcessSlot& operator=(ProcessSlot&& other) noexcept;
  ~ProcessSlot();

  [[nodiscard]] int number() const { return number_; }

 private:
  ProcessSlot(int number, int descriptor) : number_(number), descriptor_(descriptor) {}

  int number_;
  int descriptor_;
};

// A name for what the slots are told apart within: the host's name and a few digits that are of
// this start of its kernel and this network namespace, so that two processes that could hold the
// same slot have different names. The same for every process until the next boot.
[[nodiscard]] std::string slotScope();

}  // namespace hrp::base
