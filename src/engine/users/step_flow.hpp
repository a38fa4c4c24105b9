#pragma once
// StepFlow: where a testcase that is run once goes on after each step: repetitions (`loops`),
// referenced testcases that fail with one of their steps, and whether a failure ends the iteration
// (section 12 of the semantics). Pure; one user's.

#include <cstdint>
#include <vector>

#include "engine/responses/step_checks.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::engine {

class StepFlow {
 public:
  struct Decision {
    enum class Next : std::uint8_t {
      kGoTo,
      kFailCaller,    // the step failed, and with it the testcase step that it is in
      kEndIteration,  // likewise the iteration
    };
    Next next = Next::kGoTo;
    std::uint32_t operation = 0;  // kGoTo
  };

  StepFlow(const testcase::Program& program, bool continue_on_failure)
      : program_(program), continue_on_failure_(continue_on_failure) {}

  // The number of the repetition that begins, from 1.
  int begin(std::uint32_t operation);
  // The innermost step that began has ended. All its repetitions run, and one that failed fails it.
  [[nodiscard]] Decision end(bool failed);
  void reset() { frames_.clear(); }
  // The innermost step that has not ended: none when empty.
  [[nodiscard]] bool empty() const { return frames_.empty(); }
  [[nodiscard]] std::uint32_t current() const { return frames_.back().operation; }

 private:
  struct Frame {
    std::uint32_t operation = 0;
    int repetition = 1;
    bool running = true;  // false: ended, and to be repeated
    bool failed = false;  // a repetition, or a step of the testcase that it calls
  };
  const testcase::Program& program_;
  const bool continue_on_failure_;
  std::vector<Frame> frames_;  // the testcase steps that are under way, and the step in them
};

}  // namespace hrp::engine
