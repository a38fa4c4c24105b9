#pragma once
// Checks: the extractions and validators of a step against its response. Extractions come first and
// are visible to the validators; the first validator that does not hold ends the step.

#include <string>
#include <vector>

#include "engine/response_reader.hpp"
#include "hrp/base/error_kind.hpp"
#include "hrp/expression/template.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::engine {

struct StepFailure {
  base::ErrorKind kind = base::ErrorKind::kNone;  // kNone: the step passed
  std::string message{};                          // at most kMaxMessageBytes
  bool listed = false;  // a row has it in its errors, so the rows around it only count it

  static constexpr std::size_t kMaxMessageBytes = 300;
  [[nodiscard]] explicit operator bool() const { return kind != base::ErrorKind::kNone; }
};

[[nodiscard]] StepFailure makeFailure(base::ErrorKind kind, std::string message);

void extractAll(const std::vector<testcase::Extraction>& extractions, ResponseReader& reader,
                std::vector<expression::Value>& slots, expression::FunctionContext& context);

// "validate[0]: status_code eq 200: got 500".
[[nodiscard]] StepFailure checkAll(const std::vector<testcase::Check>& checks,
                                   ResponseReader& reader, const expression::Scope& scope);

}  // namespace hrp::engine
