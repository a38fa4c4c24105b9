#pragma once
// Checks: the extractions and validators of a step against its response. Extractions come first and
// are visible to the validators; the first validator that does not hold ends the step.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/responses/response_reader.hpp"
#include "hrp/base/error.hpp"
#include "hrp/base/error_kind.hpp"
#include "hrp/expression/template.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::engine {

struct FailedStep {
  base::ErrorKind kind = base::ErrorKind::kCheck;
  std::string message{};  // at most kMaxMessageBytes
  bool listed = false;    // a row has it in its errors, so the rows around it only count it
  // Why nothing was sent (kScript), or kTimeout when the testcase's time is over: exit codes.
  base::ErrorCode code = base::ErrorCode::kInternal;

  static constexpr std::size_t kMaxMessageBytes = 300;
};
// Null: the step passed, as nearly all do; one word to hand on then.
using StepFailure = std::unique_ptr<FailedStep>;

[[nodiscard, gnu::cold]] StepFailure makeFailure(base::ErrorKind kind, std::string message);
// Of kind kScript, with the error's code.
[[nodiscard, gnu::cold]] StepFailure scriptFailure(const std::string& context,
                                                   const base::Error& error);

// Sees each value that is taken out and each check that is made; null under load.
class CheckObserver {
 public:
  virtual ~CheckObserver() = default;
  virtual void extracted(const testcase::Extraction& extraction,
                         const expression::Value& value) = 0;
  struct Outcome {
    const testcase::Check& check;
    const expression::Value& actual;    // null when it was not evaluated
    const expression::Value& expected;  // likewise
    std::string_view problem;           // why they could not be compared
    bool passed = false;
  };
  virtual void checked(const Outcome& outcome) = 0;
};

// Stops at the first without a value: "extract.token: function sign: ValueError: no key".
[[nodiscard]] StepFailure extractAll(const std::vector<testcase::Extraction>& extractions,
                                     ResponseReader& reader, std::vector<expression::Value>& slots,
                                     expression::FunctionContext& context,
                                     CheckObserver* observer = nullptr);

// What it takes to see that a check holds, when it compares what stands at a plain path with eq, as
// nearly all do. A run of many steps reads each of these from memory again: it is kept small.
struct QuickCheck {
  testcase::ResponseExpression::Part part = testcase::ResponseExpression::Part::kNone;
  std::span<const expression::JmesPath::PathStep> path;  // below the body; of the check
  const expression::ValueTemplate* expected = nullptr;   // of the check; null: `constant`
  expression::Value constant;
};
// One for each; part kNone where the check is of another kind. They point into `checks`.
[[nodiscard]] std::vector<QuickCheck> quickChecks(const std::vector<testcase::Check>& checks);

// "validate[0]: status_code eq 200: got 500".
[[nodiscard]] StepFailure checkAll(const std::vector<testcase::Check>& checks,
                                   std::span<const QuickCheck> quick, ResponseReader& reader,
                                   const expression::Scope& scope,
                                   CheckObserver* observer = nullptr);

}  // namespace hrp::engine
