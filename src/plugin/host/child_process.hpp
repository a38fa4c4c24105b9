#pragma once
// ChildProcess: a program started with three channels: frames to it (its descriptor 3, a socket),
// frames from it (4) and what it prints (2). Its standard input is empty, it has a process group of
// its own, so a Ctrl-C of the terminal does not reach it, and none of this process's descriptors.
//
// Owned by one thread. The destructor closes the channels, gives the child a moment to end by
// itself, kills it and takes its status.

#include <optional>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"

namespace hrp::plugin {

// Closes a descriptor when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }
  void close();

 private:
  int number_;
};

class ChildProcess {
 public:
  // `environment`: "NAME=value", all that it has; nullopt: that of this process. kUnavailable when
  // the program is not there or cannot be run.
  static base::Result<ChildProcess> start(
      const std::vector<std::string>& command,
      const std::optional<std::vector<std::string>>& environment = std::nullopt);
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // All three do not block. The last is -1 once its end was seen.
  [[nodiscard]] int input() const { return input_.get(); }
  [[nodiscard]] int output() const { return output_.get(); }
  [[nodiscard]] int printed() const { return printed_.get(); }
  [[nodiscard]] int processId() const { return pid_; }

  void closePrinted() { printed_.close(); }  // the child has closed it: nothing to wait for
  void hangUp() { input_.close(); }          // the child sees the end of its input
  // Ends it now and says how it ended: "exit status 1", "signal 11 (Segmentation fault)".
  [[nodiscard]] std::string finish();

 private:
  ChildProcess() = default;
  Descriptor input_;
  Descriptor output_;
  Descriptor printed_;
  int pid_ = -1;
};

}  // namespace hrp::plugin
