#pragma once
// StepPlan: what is known about one operation before any user runs it: its kind, its row in the
// statistics, and what the kind itself has prepared for it. Made once at prepare() and shared by
// all threads, then never changed.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/requests/request_plan.hpp"
#include "engine/requests/request_renderer.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::engine {

struct StepPlan {
  std::uint8_t kind = 0;                 // its place in HRP_STEP_KINDS
  bool fails_in_row = false;             // a step that could not begin is a sample of its row
  std::shared_ptr<const void> prepared;  // by the kind, of a type that the kind knows; may be null

  // The row of its samples. An empty name: the step's, below those of the calling steps.
  std::string_view row_type;
  std::string row_name;
  bool in_total = false;

  std::string_view record_type;  // of stats::StepRecord

  template <class Prepared>
  [[nodiscard]] const Prepared& as() const {
    return *static_cast<const Prepared*>(prepared.get());
  }
};

struct StepPlanning {
  const StaticSlots& slots;
  RequestRenderer& renderer;
};

// By the kind of the operation (engine/steps/step_list.cpp). The operation outlives the plan.
[[nodiscard]] StepPlan planStep(const testcase::Operation& operation, const StepPlanning& with);

}  // namespace hrp::engine
